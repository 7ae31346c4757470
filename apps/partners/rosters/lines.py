"""The lines of a roster as partners send them, as JSON or CSV: Known Shipper Numbers, or seller IDs of their own."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from apps.partners.inputs import unknown_names
from apps.partners.numbers import MALFORMED
from apps.partners.parsers import JsonArrayParser, content_read
from apps.shippers.ksn import MAX_TYPED, is_ksn, normal_ksn

NAMES = ("ksn", "seller")
MAX_SELLER = 100

NO_OBJECT = 'Each line is a number in quotes, {"ksn": number} or {"seller": your own ID of the seller}.'
ONE_OF_TWO = "Give either ksn or seller, and not both."
NO_CODE = f"A seller ID is a text of at most {MAX_SELLER} characters, without control characters."

type Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A line that can be read: a number, or else the partner's own code for a seller. The other of the two is empty."""

    place: int
    ksn: str = ""
    seller: str = ""


def lines_read(items: Sequence[Any]) -> tuple[list[RosterLine], dict[int, Errors]]:
    """Return the lines that can be read, and the errors of all others by their place, counted from 0."""
    lines: list[RosterLine] = []
    malformed: dict[int, Errors] = {}
    for place, item in enumerate(items):
        match _line(place, item):
            case RosterLine() as line:
                lines.append(line)
            case errors:
                malformed[place] = errors
    return lines, malformed


def _line(place: int, item: Any) -> RosterLine | Errors:
    if isinstance(item, str):
        item = {"ksn": item}
    if not isinstance(item, Mapping):
        return {"line": [NO_OBJECT]}
    if unknown := unknown_names(item, NAMES):
        return unknown
    # A table has a cell for each column in each row, and its rows as JSON an empty text or null: such a member gives
    # nothing, so no part of the line is left out.
    given = {name: value for name in NAMES if (value := item.get(name)) not in (None, "")}
    if len(given) != 1:
        return {"line": [ONE_OF_TWO]}
    ((name, value),) = given.items()
    if name == "seller":
        can_be_one = isinstance(value, str) and len(value) <= MAX_SELLER and value.isprintable() and value.strip()
        return RosterLine(place, seller=value.strip()) if can_be_one else {"seller": [NO_CODE]}
    ksn = normal_ksn(value) if isinstance(value, str) and len(value) <= MAX_TYPED else ""
    return RosterLine(place, ksn=ksn) if is_ksn(ksn) else {"ksn": [MALFORMED]}


# The longest roster that is replaced at once, with a code of a hundred characters in each line.
MAX_ROSTER_BYTES = 8 * 2**20


class RosterJsonParser(JsonArrayParser):
    no_array = "Send a JSON array of lines, or a CSV file as text/csv."

    # pyrefly: ignore[bad-override] (lines are few enough to be kept)
    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> list[Any]:
        content = content_read(stream, MAX_ROSTER_BYTES)
        return [line for _place, line in super().parse(BytesIO(content))]


class RosterCsvParser(BaseParser):
    """Lines of a CSV file (RFC 4180). The first line names the columns: `ksn`, `seller`, or both, in any order.

    An empty cell gives nothing, and a blank line is none. A line with more or fewer cells than the first one is kept as
    it is, and refused by its place.
    """

    media_type = "text/csv"

    # pyrefly: ignore[bad-override] (a JSON parser of this framework gives lists too)
    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> list[Any]:
        content = content_read(stream, MAX_ROSTER_BYTES)
        try:
            rows = [row for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True) if row]
        except (UnicodeDecodeError, csv.Error) as error:
            raise ParseError(f"This is not CSV in UTF-8: {error}.") from error
        columns = [name.strip().lower() for name in rows[0]] if rows else []
        if not columns or len(set(columns)) < len(columns) or not set(columns) <= set(NAMES):
            raise ParseError("The first line of the file names its columns: ksn, seller, or both.")
        return [dict(zip(columns, row, strict=True)) if len(row) == len(columns) else row for row in rows[1:]]
