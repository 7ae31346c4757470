"""The files of the register of reasons: rows as JSON and CSV, and their schema."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from apps.core.spreadsheets import csv_stream
from apps.measures.reasons.columns import COLUMNS
from apps.measures.reasons.models import RegisterRow
from apps.measures.reasons.selectors import PUBLISHED, published_of
from apps.measures.reasons.vocabulary import names_of

_MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}


def _column(column: str) -> dict[str, Any]:
    names = names_of(column)
    if not names:
        return {"type": ["string", "null"], "pattern": "^[0-9]+$"}
    return {"enum": [*sorted(names), None]}


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Rows of the register of reasons",
    "description": "null: the value is withheld, since too few businesses have it, or all of those that look alike.",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "published": {"type": "string", "format": "date"},
            "decided_from": _MONTH,
            "decided_until": _MONTH,
            **{column: _column(column) for column in COLUMNS},
        },
        "required": list(PUBLISHED),
        "additionalProperties": False,
    },
}


def json_of(rows: Iterable[RegisterRow]) -> bytes:
    """Return rows as JSON, the same for the same rows."""
    return msgspec.json.format(msgspec.json.encode([published_of(row) for row in rows]), indent=1) + b"\n"


def table_of(rows: Iterable[RegisterRow]) -> Iterator[bytes]:
    """Yield rows as CSV, what is withheld as an empty cell."""
    return csv_stream(PUBLISHED, ([published_of(row)[column] for column in PUBLISHED] for row in rows))
