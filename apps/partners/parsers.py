"""Bodies of requests: JSON and, where they bring facts, an array or one object a line.

Money stays exact: numbers are read as decimals.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

# More in one request would hold its rows locked for too long.
MAX_FACTS = 50_000

# Of all other content: a thousand numbers, each with a name.
MAX_BYTES = 2**20

# The last is raised by what is nested without end.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_json = msgspec.json.Decoder(float_hook=Decimal)


class JsonParser(BaseParser):
    media_type = "application/json"
    max_bytes = MAX_BYTES

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Any:
        content = stream.read(self.max_bytes + 1)
        if len(content) > self.max_bytes:
            raise RequestDataTooBig
        try:
            return _json.decode(content)
        except UNREADABLE as error:
            raise ParseError(_("This is not JSON: %(error)s.") % {"error": error}) from error


class JsonArrayParser(JsonParser):
    max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> list[Any]:
        facts = super().parse(stream)
        if not isinstance(facts, list):
            raise ParseError(_("Send a JSON array, or one JSON object a line as application/x-ndjson."))
        return facts


class NdjsonParser(BaseParser):
    """A line that can't be read becomes what it is, a text: it is rejected by its number, and the others are kept."""

    media_type = "application/x-ndjson"

    # pyrefly: ignore[bad-override] (a JSON parser of this framework gives lists too)
    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> list[Any]:
        return list(_lines(stream.read()))


def _lines(body: bytes) -> Iterator[Any]:
    for line in body.splitlines():
        try:
            yield _json.decode(line)
        except UNREADABLE:
            yield line.decode(errors="replace")
