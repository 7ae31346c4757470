"""The bounds of the values in an address, a cookie and a program's form, checked before any view reads them.

A value beyond the bounds comes from no page of this site, and would fail in each place in another way: Python makes no
number of more than 4,300 digits, and PostgreSQL keeps no NUL.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict

MAX_PATH = 2_000
# The length that every HTTP server should accept (RFC 9110, section 4.1); no page of this site makes a longer address.
MAX_QUERY = 8_000
# The length of one value. The longest that a page sends is the description of a product for the search for codes.
MAX_VALUE = 2_000
# The digits of a number: with nineteen digits it may be more than PostgreSQL's bigint holds.
MAX_DIGITS = 18
NUL = "\0"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ValueOutOfBounds(BadRequest):
    """A request carries a value that is too long or holds a NUL. The message says which, for a program."""


def whole_number(text: str) -> int | None:
    """Return the number that a text holds in digits; None if the text holds none, or more digits than any id has."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


class BoundsMiddleware:
    """Refuse a request whose address, or form of a program, is beyond the bounds; leave out cookies with a NUL.

    The forms of pages say beside the field what is wrong with the field, and are left to do so. The address is checked
    late, when the language of the answer is known; cookies are checked before anything reads them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No cookie holds a NUL as it is, but the quoted form of a cookie can say "\000".
        if "\\" in request.META.get("HTTP_COOKIE", ""):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_args: object, **_kwargs: object) -> None:
        if len(request.path_info) > MAX_PATH:
            raise ValueOutOfBounds(f"The path of the address is longer than {MAX_PATH:,} characters.")
        if NUL in request.path_info:
            raise ValueOutOfBounds("The path of the address holds a NUL.")
        if query := request.META.get("QUERY_STRING", ""):
            if len(query) > MAX_QUERY:
                raise ValueOutOfBounds(f"The query of the address is longer than {MAX_QUERY:,} characters.")
            _require_bounded(request.GET)
        # A view without the token of a form is called by programs, whose forms are short.
        if getattr(view, "csrf_exempt", False) and request.content_type in FORMS:
            if (whole_number(request.META.get("CONTENT_LENGTH", "")) or 0) > settings.PROGRAM_FORM_MAX_BYTES:
                raise RequestDataTooBig
            _require_bounded(request.POST)


def _require_bounded(fields: QueryDict) -> None:
    for name, values in fields.lists():
        for text in (name, *values):
            if NUL in text:
                raise ValueOutOfBounds("A value holds a NUL.")
            if len(text) > MAX_VALUE:
                raise ValueOutOfBounds(f"A value is longer than {MAX_VALUE:,} characters.")
