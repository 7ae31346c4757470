"""Short checks: a few questions on a subject, with the reason why an answer is right.

A check is read from `texts/<name>.<language>.toml`. The English file has what holds in all languages: the page of
guidance on which the answers are found, and the criterion of an application that the check speaks for.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import to_locale

from apps.guidance.library import ENGLISH

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question of a check. `right` is the number of the right choice, from 1, and `because` the reason for it."""

    text: str
    choices: tuple[str, ...]
    right: int
    because: str

    @property
    def right_choice(self) -> str:
        """Return the text of the right choice."""
        return self.choices[self.right - 1]


@dataclass(frozen=True, slots=True)
class KnowledgeCheck:
    """A check in one language. `page` is the name of a page of guidance, `criterion` the number of a criterion."""

    key: str
    title: str
    page: str
    criterion: str
    version: int
    translates: int
    questions: tuple[CheckQuestion, ...]


def check_keys() -> list[str]:
    """Return the names of all checks, as in their addresses."""
    return sorted(path.name.removesuffix(f".{ENGLISH}.toml") for path in TEXTS.glob(f"*.{ENGLISH}.toml"))


@cache
def checks(language: str) -> Mapping[str, KnowledgeCheck]:
    """Return all checks in a language by their names."""
    return {key: _read(key, language) for key in check_keys()}


def _read(key: str, language: str) -> KnowledgeCheck:
    main, own = (
        tomllib.loads((TEXTS / f"{key}.{to_locale(each)}.toml").read_text(encoding="utf-8"))
        for each in (ENGLISH, language)
    )
    return KnowledgeCheck(
        key=key,
        title=own["title"],
        page=main["page"],
        criterion=main["criterion"],
        version=main["version"],
        translates=own["version"],
        questions=tuple(
            CheckQuestion(each["text"], tuple(each["choices"]), each["right"], each["because"])
            for each in own["questions"]
        ),
    )
