"""The content of a request about a roster: a JSON array, or a CSV file with the columns `ksn` and `seller`."""

import csv
from io import BytesIO, StringIO
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from apps.partners.parsers import JsonArrayParser, content_read
from apps.partners.rosters.lines import NAMES

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
