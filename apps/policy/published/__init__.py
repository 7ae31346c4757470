"""The policies that come with the program: one file for each version, which a migration loads and publishes."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PublishedNumber:
    """A number of a policy in its file."""

    key: str
    value: str
    authority: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedPolicy:
    """A policy in its file."""

    version: int
    effective_from: date
    summary: str
    rows: tuple[PublishedNumber, ...]


def published(version: int) -> PublishedPolicy:
    """Read the file of a version of the policy."""
    content = tomllib.loads((FOLDER / f"v{version}.toml").read_text())
    return PublishedPolicy(
        version=version,
        effective_from=content["effective_from"],
        summary=content["summary"],
        rows=tuple(PublishedNumber(**row) for row in content["number"]),
    )
