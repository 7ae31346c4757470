"""Bodies of requests: JSON and, where they bring facts, an array or one object a line.

Money stays exact: numbers are read as decimals.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, Final

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from apps.ledger.facts import UnreadableFact

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
        content = stream.read(self.max_bytes + 1)
        facts = super().parse(BytesIO(content))
        if not isinstance(facts, list):
            raise ParseError(_("Send a JSON array, or one JSON object a line as application/x-ndjson."))
        if _may_repeat_names(content, facts) and (name := _repeated_name(content)):
            raise ParseError(_("An object has the name “%(name)s” twice. Give each name once.") % {"name": name[:100]})
        return facts


class NdjsonParser(BaseParser):
    """One fact a line. A line that can't be read is rejected by its number, with the reason, and the others are kept.

    A blank line is no fact, and counts as a line.
    """

    media_type = "application/x-ndjson"

    # pyrefly: ignore[bad-override] (a JSON parser of this framework gives lists too)
    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> list[Any]:
        return [_line(line) for line in stream.read().splitlines()]


# Other names by which programs call the same form; none of them is registered.
NDJSON_ALIASES: tuple[type[NdjsonParser], ...] = tuple(
    type(f"NdjsonParser{number}", (NdjsonParser,), {"media_type": media_type})
    for number, media_type in enumerate(("application/ndjson", "application/jsonl", "application/jsonlines"))
)
BLANK: Final = object()
_SPACED_COLON = re.compile(rb'"\s+:')


def _line(line: bytes) -> Any:
    if not line.strip():
        return BLANK
    try:
        fact = _json.decode(line)
    except UNREADABLE as error:
        return UnreadableFact(_("This line is not JSON: %(error)s.") % {"error": error})
    if _may_repeat_names(line, [fact]) and (name := _repeated_name(line)):
        return UnreadableFact(_("The name “%(name)s” is there twice. Give each name once.") % {"name": name[:100]})
    return fact


def _may_repeat_names(content: bytes, facts: Sequence[Any]) -> bool:
    """Return whether a name may be given twice in one of the facts: a glance at all, before a closer look at few.

    Each name ends in one quotation mark before a colon. A text adds to these, and nothing takes from them but space
    between the two.
    """
    names = sum(len(fact) for fact in facts if isinstance(fact, dict))
    return content.count(b'":') != names or _SPACED_COLON.search(content) is not None


def _repeated_name(content: bytes) -> str:
    """Return a name that an object has twice, of which readers of JSON keep one or the other; "" if there is none."""
    repeated: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        names = Counter(name for name, _value in pairs)
        if len(names) < len(pairs):
            repeated.append(names.most_common(1)[0][0])

    # The other reader has read the content already, and the two differ in how deep they read.
    with suppress(ValueError, RecursionError):
        json.loads(content, object_pairs_hook=look)
    return repeated[0] if repeated else ""
