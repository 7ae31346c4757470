"""Bodies of requests: JSON and, where they bring facts, an array or one object a line.

Money stays exact: numbers are read as decimals.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import IO, Any, ClassVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from apps.ledger.facts import UnreadableFact

# More in one request would hold its rows locked, and its facts in memory, for too long. `imports` takes more.
MAX_FACTS = 10_000
# Far more than so many facts hold. Members of an array are counted by it before they are read.
MAX_COMMAS = 100 * MAX_FACTS
TOO_MANY = f"Send up to {MAX_FACTS:,} facts in one request. POST /api/v1/imports takes any number of them."

# The size of all other content: a thousand numbers, each with a name.
MAX_BYTES = 2**20

# RecursionError is raised by content that is nested too deeply, InvalidOperation by a number with an exponent that no
# decimal has.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidOperation)

_json = msgspec.json.Decoder(float_hook=Decimal)
_members = msgspec.json.Decoder(list[msgspec.Raw])


class JsonParser(BaseParser):
    media_type = "application/json"
    max_bytes = MAX_BYTES

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Any:
        content = content_read(stream, self.max_bytes)
        try:
            return _json.decode(content)
        except UNREADABLE as error:
            raise unreadable(error) from error


class JsonArrayParser(JsonParser):
    """Facts as the members of one array, each with its place, read one by one as they are asked for.

    `Endpoint.max_bytes` bounds the content.
    """

    no_array: ClassVar[str] = "Send a JSON array, or one JSON object a line as application/x-ndjson."

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Iterator[tuple[int, Any]]:
        content = stream.read()
        # A list of numbers has a member for each two bytes, and each would be kept.
        if content.count(b",") > MAX_COMMAS:
            raise RequestDataTooBig
        try:
            members = _members.decode(content)
        except msgspec.ValidationError as error:
            raise ParseError(self.no_array) from error
        except UNREADABLE as error:
            raise unreadable(error) from error
        return enumerate(map(_fact_of, members))


class NdjsonParser(BaseParser):
    """Facts one a line, each with its place, read one by one as they are asked for.

    A line that can't be read is rejected by its place, with the reason, and the others are kept. A blank line is no
    fact, and counts as a line.
    """

    media_type = "application/x-ndjson"

    # pyrefly: ignore[bad-override] (a JSON parser of this framework gives lists too)
    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Iterator[tuple[int, Any]]:
        return lines_read(BytesIO(stream.read()))


# The names by which programs call this form; none of them is registered.
NDJSON_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines")
NDJSON_ALIASES: tuple[type[NdjsonParser], ...] = tuple(
    type(f"NdjsonParser{number}", (NdjsonParser,), {"media_type": media_type})
    for number, media_type in enumerate(NDJSON_TYPES[1:])
)
_SPACED_COLON = re.compile(rb'"\s+:')


def content_read(stream: IO[bytes], limit: int) -> bytes:
    """Return the content of a request; raise RequestDataTooBig where it has more than `limit` bytes."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise RequestDataTooBig
    return content


def lines_read(lines: Iterable[bytes]) -> Iterator[tuple[int, Any]]:
    """Return the fact of each line that is not blank, or why the line can't be read, with its place."""
    return ((place, line_read(line)) for place, line in enumerate(lines) if not line.isspace())


def unreadable(error: Exception) -> ParseError:
    """Return the refusal of content that is not JSON."""
    return ParseError(_("This is not JSON: %(error)s.") % {"error": _reason(error)})


def _reason(error: Exception) -> object:
    return _("a number is too long") if isinstance(error, InvalidOperation) else error


def _fact_of(content: msgspec.Raw) -> Any:
    text = bytes(content)
    try:
        fact = _json.decode(text)
    except UNREADABLE as error:
        raise unreadable(error) from error
    if _may_repeat_names(text, fact) and (name := _repeated_name(text)):
        raise ParseError(_("An object has the name “%(name)s” twice. Give each name once.") % {"name": name[:100]})
    return fact


def line_read(line: bytes) -> Any:
    """Return the fact of a line, or why the line can't be read."""
    try:
        fact = _json.decode(line)
    except UNREADABLE as error:
        return UnreadableFact(_("This line is not JSON: %(error)s.") % {"error": _reason(error)})
    if _may_repeat_names(line, fact) and (name := _repeated_name(line)):
        return UnreadableFact(_("The name “%(name)s” is there twice. Give each name once.") % {"name": name[:100]})
    return fact


def _may_repeat_names(content: bytes, fact: Any) -> bool:
    """Return whether a name may be given twice in a fact: a glance, before a closer look at few.

    Each name ends in one quotation mark before a colon. A text adds to these, and nothing takes from them but space
    between the two.
    """
    names = len(fact) if isinstance(fact, dict) else 0
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
