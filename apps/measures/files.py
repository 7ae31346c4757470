"""The files beside an edition: a table for spreadsheets, and the schema of the published file."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from apps.core.spreadsheets import csv_stream
from apps.measures.documents import FIGURES
from apps.measures.models import Edition

_EDITION = ("edition", "first_day", "last_day", "released_at", "facts_known_until")
COLUMNS = (
    *_EDITION,
    *("measure", "line", "title", "statistic", "withheld"),
    *FIGURES,
    *("target", "meets_target"),
)
STUDY_COLUMNS = (*_EDITION, "study", "line", "title", "withheld", "value", "low", "high")
PORT_COLUMNS = ("edition", "first_day", "last_day", "facts_known_until", "port", "mode", "parcels")
_DECIMAL = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_TEXT = {"type": "string", "minLength": 1}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
_DAY = {"type": "string", "format": "date"}


def _object(properties: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the schema of an object that has all of these properties, may have optional ones, and has no other."""
    return {
        "type": "object",
        "properties": properties | optional,
        "required": list(properties),
        "additionalProperties": False,
    }


_LINE = _object(
    {
        "code": _TEXT,
        "title": _TEXT,
        "statistic": {"enum": ["share", "count", "amount", "estimate", "median", "ninth_decile"]},
        "withheld": {"type": "boolean"},
        **dict.fromkeys(FIGURES, _DECIMAL),
        "target": _DECIMAL,
        "target_reason": _TEXT_OR_NULL,
        "target_authority": _TEXT_OR_NULL,
        "meets_target": {"type": ["boolean", "null"]},
    }
)
_MEASURE = _object(
    {
        **dict.fromkeys(("code", "title", "question", "numerator", "denominator", "left_out"), _TEXT),
        **dict.fromkeys(("source", "owner"), _TEXT),
        "direction": {"enum": ["higher", "lower", "neither"]},
        "reliability": _TEXT,
        "no_target": _TEXT_OR_NULL,
        "lines": {"type": "array", "items": _LINE, "minItems": 1},
    }
)
_TEXTS = {"type": "array", "items": _TEXT}
_STUDY = _object(
    {
        **dict.fromkeys(("code", "title", "question"), _TEXT),
        **dict.fromkeys(("method", "caution"), _TEXTS),
        "lines": {
            "type": "array",
            "items": _object(
                {
                    **dict.fromkeys(("code", "title"), _TEXT),
                    "withheld": {"type": "boolean"},
                    **dict.fromkeys(("value", "low", "high"), _DECIMAL),
                },
                verdict={"enum": ["kept", "broken", "open"]},
            ),
        },
    }
)
_TABLE = _object(
    {
        **dict.fromkeys(("code", "measure", "title"), _TEXT),
        "facts_known_until": _MOMENT,
        "rows": {
            "type": "array",
            "items": _object({"port": {"type": "string"}, "mode": _TEXT, "parcels": _DECIMAL}),
        },
    }
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Edition of the performance figures",
    **_object(
        {
            "edition": _TEXT,
            "period": _object({"kind": {"enum": ["quarter", "year"]}, "first_day": _DAY, "last_day": _DAY}),
            "number": {"type": "integer", "minimum": 1},
            "revises": _TEXT_OR_NULL,
            "released_at": _MOMENT,
            "facts_known_until": _MOMENT,
            "policy_version": {"type": "integer"},
            "measures": {"type": "array", "items": _MEASURE, "minItems": 1},
        },
        tables={"type": "array", "items": _TABLE, "minItems": 1},
        studies={"type": "array", "items": _STUDY, "minItems": 1},
    ),
}


def table_of(editions: Iterable[Edition], measure: str = "") -> Iterator[bytes]:
    """Yield the lines of editions as CSV, of one measure or of all, the numbers as in the published files."""
    lines = (
        _shared(edition) | line | {"measure": each["code"], "line": line["code"]}
        for edition in editions
        for each in edition.published["measures"]
        if measure in ("", each["code"])
        for line in each["lines"]
    )
    return csv_stream(COLUMNS, ([_cell(line[column]) for column in COLUMNS] for line in lines))


def studies_of(editions: Iterable[Edition], studies: Collection[str]) -> Iterator[bytes]:
    """Yield the lines of studies in editions as CSV, the numbers as in the published files."""
    lines = (
        _shared(edition) | line | {"study": study["code"], "line": line["code"]}
        for edition in editions
        for study in edition.published.get("studies", [])
        if study["code"] in studies
        for line in study["lines"]
    )
    return csv_stream(STUDY_COLUMNS, ([_cell(line[column]) for column in STUDY_COLUMNS] for line in lines))


def _shared(edition: Edition) -> dict[str, Any]:
    """Return the cells that all rows of an edition share."""
    published = edition.published
    return {
        "edition": published["edition"],
        "first_day": published["period"]["first_day"],
        "last_day": published["period"]["last_day"],
        "released_at": published["released_at"],
        "facts_known_until": published["facts_known_until"],
    }


def ports_of(edition: Edition) -> Iterator[bytes]:
    """Yield the lines of the table by port as CSV; of an edition without the table, the columns alone."""
    shared = [edition.code, *(edition.published["period"][day] for day in ("first_day", "last_day"))]
    lines = [
        [*shared, table["facts_known_until"], row["port"], row["mode"], row["parcels"]]
        for table in edition.published.get("tables", [])
        for row in table["rows"]
    ]
    return csv_stream(PORT_COLUMNS, lines)


def _cell(value: Any) -> str | None:
    """Return a value of the published file as a cell: truth as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else value
