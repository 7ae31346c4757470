"""The files beside an edition: a table for spreadsheets, the schema of the published file, and the catalog of data."""

from collections.abc import Collection, Iterator
from typing import Any

from apps.core.spreadsheets import csv_stream
from apps.measures.documents import FIGURES
from apps.measures.models import Edition
from apps.measures.periods import PeriodKind

COLUMNS = (
    *("edition", "first_day", "last_day", "released_at", "facts_known_until"),
    *("measure", "line", "title", "statistic", "withheld"),
    *FIGURES,
    *("target", "meets_target"),
)
_DECIMAL = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_TEXT = {"type": "string", "minLength": 1}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
_DAY = {"type": "string", "format": "date"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_LINE = _object(
    {
        "code": _TEXT,
        "title": _TEXT,
        "statistic": {"enum": ["share", "count", "amount", "median", "ninth_decile"]},
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
        }
    ),
}


def table_of(edition: Edition) -> Iterator[bytes]:
    """Yield the lines of an edition as CSV, the numbers as in the published file."""
    published = edition.published
    shared = {
        "edition": published["edition"],
        "first_day": published["period"]["first_day"],
        "last_day": published["period"]["last_day"],
        "released_at": published["released_at"],
        "facts_known_until": published["facts_known_until"],
    }
    lines = [
        shared | line | {"measure": measure["code"], "line": line["code"]}
        for measure in published["measures"]
        for line in measure["lines"]
    ]
    return csv_stream(COLUMNS, ([_cell(line[column]) for column in COLUMNS] for line in lines))


def _cell(value: Any) -> str | None:
    """Return a value of the published file as a cell: truth as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else value


def catalog_of(
    editions: Collection[Edition], *, name: str, site: str, contact: str, addresses: dict[str, str]
) -> dict[str, Any]:
    """Return the catalog of the public data in the form of DCAT-US 3.0, a data set for each kind of period.

    `addresses` has the paths of the page ("page"), of the schema ("schema"), and of each file by "<code>.json" and
    "<code>.csv".
    """
    latest = max((edition.released_at for edition in editions), default=None)
    catalog = {
        "@type": "Catalog",
        "title": f"Public data of {name}",
        "description": "How the program performs: figures by quarter and fiscal year, with their definitions.",
        "publisher": {"@type": "Agent", "name": name},
        "homepage": {"@type": "Document", "title": "Performance of the program", "accessURL": site + addresses["page"]},
        "language": ["en"],
        "conformsTo": {"@type": "Standard", "title": "DCAT-US 3.0"},
        "dataset": [_dataset(kind, editions, name, site, contact, addresses) for kind in PeriodKind],
    }
    return catalog | ({"modified": latest.date().isoformat()} if latest else {})


def _dataset(
    kind: PeriodKind, editions: Collection[Edition], name: str, site: str, contact: str, addresses: dict[str, str]
) -> dict[str, Any]:
    every = "quarter" if kind == PeriodKind.QUARTER else "fiscal year"
    return {
        "@type": "Dataset",
        "identifier": f"{site}{addresses['page']}#{kind.value}",
        "title": f"Performance of the program by {every}",
        "description": (
            f"Each edition has the figures of one {every} with their definitions, targets and intervals. Numbers are "
            "rounded, and those of few businesses are withheld."
        ),
        "contactPoint": {"@type": "Kind", "fn": name, "hasEmail": f"mailto:{contact}"},
        "publisher": {"@type": "Agent", "name": name},
        "keyword": ["customs", "e-commerce", "performance", "known shipper"],
        "describedBy": {
            "@type": "Distribution",
            "downloadURL": site + addresses["schema"],
            "mediaType": "application/schema+json",
        },
        "distribution": [
            {
                "@type": "Distribution",
                "title": f"Edition {edition.code}",
                "downloadURL": site + addresses[f"{edition.code}.{ending}"],
                "mediaType": media,
            }
            for edition in editions
            if edition.release.kind == kind
            for ending, media in (("json", "application/json"), ("csv", "text/csv"))
        ],
    }
