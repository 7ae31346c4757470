"""Made lists in each format, for tests. Every party is invented."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command

NULL = "-0- "
CSL_COLUMNS = (
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "start_date",
    "remarks",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "ids",
)


def ofac_party(number: int | str, name: str, kind: str = NULL, program: str = "TEST", remarks: str = NULL) -> list[str]:
    return [str(number), name, kind, program, *[NULL] * 7, remarks]


def written(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def ofac_files(
    folder: Path,
    parties: Sequence[Sequence[str]],
    addresses: Sequence[Sequence[str]] = (),
    aliases: Sequence[Sequence[str]] = (),
) -> Path:
    """Write the three files of OFAC's format, as they come: without headers, with a mark at the end."""
    for name, rows in (("made_sdn.csv", parties), ("made_add.csv", addresses), ("made_alt.csv", aliases)):
        (folder / name).write_text(written(rows) + "\x1a")
    return folder / "made_sdn.csv"


def csl_file(folder: Path, parties: Sequence[Mapping[str, str]]) -> Path:
    path = folder / "made_csl.csv"
    path.write_text(written([CSL_COLUMNS, *([party.get(column, "") for column in CSL_COLUMNS] for party in parties)]))
    return path


def table_file(folder: Path, parties: Sequence[Mapping[str, str]], name: str = "made.csv") -> Path:
    columns = sorted({column for party in parties for column in party} | {"name"})
    path = folder / name
    path.write_text(written([columns, *([party.get(column, "") for column in columns] for party in parties)]))
    return path


def load(
    path: Path, format_code: str, source: str = "made", folder: Path | None = None, **options: Any
) -> dict[str, Any]:
    """Load a list by the command, and return what the command says. `folder` gets the rejected lines."""
    told = io.StringIO()
    rejected = (folder or path.parent) / "rejected.csv"
    call_command("list_load", path, format=format_code, source=source, rejected=rejected, stdout=told, **options)
    return json.loads(told.getvalue())


def screen(path: Path, name: str, **options: Any) -> list[dict[str, Any]]:
    """Screen a file by the command, and return the lines that the command prints."""
    told = io.StringIO()
    call_command("screen", path, name=name, stdout=told, **options)
    return [json.loads(line) for line in told.getvalue().splitlines()]
