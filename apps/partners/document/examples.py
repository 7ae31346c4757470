"""The examples of the OpenAPI document: for each operation a file, which a test compares with the types.

A file holds an object: `parameters` by name, `request`, and the answers by status. Where one of them has several types
of content, the type follows the name: `"request text/csv"`. Without a type it is JSON. A refusal without an
example of its own has the one of its status in `problems.json`.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.partners.problem_kinds import KINDS

FOLDER = Path(__file__).parent / "examples"
PROBLEMS = "problems.json"


@dataclass(frozen=True)
class Examples:
    """The examples of one operation."""

    parameters: dict[str, Any] = field(default_factory=dict)
    contents: dict[str, Any] = field(default_factory=dict)

    def add_to(self, content: dict[str, Any], name: str) -> None:
        """Add to each type of content its example, where there is one. `name` is `request`, or a status."""
        for media_type, described in content.items():
            plain = self.contents.get(name)
            if f"{name} {media_type}" in self.contents:
                described["example"] = self.contents[f"{name} {media_type}"]
            elif plain is not None and media_type.endswith("json"):
                described["example"] = plain
            elif name in problem_examples():
                described["example"] = problem_examples()[name]


@cache
def examples_of(operation: str) -> Examples:
    """Return the examples of an operation; none where it has no file."""
    file = FOLDER / f"{operation}.json"
    if not file.exists():
        return Examples()
    contents = json.loads(file.read_text())
    return Examples(contents.pop("parameters", {}), contents)


@cache
def problem_examples() -> dict[str, dict[str, Any]]:
    """Return the example of a refusal for each status that has one."""
    problems = json.loads((FOLDER / PROBLEMS).read_text())
    return {
        str(problem["status"]): {
            "type": f"{settings.SITE['url']}/api/problems/{kind}",
            "title": KINDS[kind].title,
            "instance": "/api/v1/shippers/KS7Q4M2XWA9V",
            "request_id": "5b1f0e6a3c9d4f0f8d4f6a2f7f1f3a55",
        }
        | problem
        for kind, problem in problems.items()
    }
