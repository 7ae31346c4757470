"""The policies that come with the program: one file for each version, loaded as published by a migration."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    value: str
    authority: str
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    version: int
    effective_from: date
    summary: str
    rows: tuple[Row, ...]


def published(version: int) -> Published:
    content = tomllib.loads((FOLDER / f"v{version}.toml").read_text())
    return Published(
        version=version,
        effective_from=content["effective_from"],
        summary=content["summary"],
        rows=tuple(Row(**row) for row in content["number"]),
    )
