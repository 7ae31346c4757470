"""Values that no page of the site sends, and the names under which the pages of the site read values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.db.models import Field
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.desk.lists import TypedFilter
from tests.addresses import ADMIN_DOORS, ALL, DESK, Access, declared
from tests.security.personas import RECORD

# Beyond the bounds of every address (`apps/core/bounds.py`).
NUL = "a\0b"
MANY_DIGITS = "9" * 4_400
LONG = "x" * 5_000
# Within the bounds: each fails somewhere as a number, a day, a pattern or a choice.
ELEVEN_DIGITS = "99999999999"
WITHIN = (
    ELEVEN_DIGITS,
    "9" * 30,
    "-1",
    "0",
    "9999",
    "9999-12-31",
    "0001-01-01",
    "0000-00-00",
    "1e400",
    "NaN",
    "\u00b2",
    "\u0663",
    "(((",
    "Blue\u202eKite",
    "x~y",
    "%",
    '{"a":',
)
VALUES = (NUL, MANY_DIGITS, LONG, *WITHIN)
# What Django's lists read, beside their filters.
OF_LISTS = ("p", "o", "q", "e", "all", "_facets", "_popup", "_to_field", "_changelist_filters")
LOOKUPS = ("year", "month", "week_day", "regex", "iregex", "exact", "in", "range", "isnull", "gte", "contains", "len")


def every_page(desk: Client, portal: Client, *, alike: bool) -> Iterator[tuple[Client, str]]:
    """Return every address of people, with the client that may open it.

    Unless those that are `alike` are wanted too, one model stands for all at the pages that Django draws of any model:
    what leads to a record, its history and its deletion.
    """
    seen = set()
    for route in sorted(ALL - ADMIN_DOORS):
        if route in DESK:
            page = RECORD.fullmatch(route)
            kind = page[2] if page and page[2] not in ("", "add/", "<path:object_id>/change/") else route
            if alike or kind not in seen:
                yield desk, route
            seen.add(kind)
        elif route not in declared(Access.PARTNER) and not route.startswith(("^", "accounts/logout")):
            yield portal, route


@contextmanager
def names_read() -> Iterator[set[str]]:
    """Collect the names that views, forms and filters look up in the address or the form of a request."""
    names: set[str] = set()

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def read(fields: QueryDict, name: str, *rest: object, **more: object) -> Any:
            names.add(str(name))
            return method(fields, name, *rest, **more)

        return read

    methods = {name: watched(getattr(QueryDict, name)) for name in ("__getitem__", "__contains__", "get", "getlist")}
    with patch.multiple(QueryDict, create=True, **methods):
        yield names


def filters_of(model_admin: ModelAdmin, reader: User) -> set[str]:
    """Return the names by which a list of the desk is filtered, ordered and searched."""
    request = RequestFactory().get("/")
    request.user = reader
    names = set(OF_LISTS)
    for kind in model_admin.get_list_filter(request):
        # A field may have a filter of its own.
        kind = kind[0] if isinstance(kind, tuple) else kind
        if isinstance(kind, type) and issubclass(kind, TypedFilter):
            names |= set(kind.fields)
        elif isinstance(kind, str):
            names |= {kind, f"{kind}__exact", f"{kind}__isnull", f"{kind}__id__exact", f"{kind}__gte", f"{kind}__lt"}
        else:
            names.add(kind.parameter_name)
    if day := model_admin.date_hierarchy:
        names |= {f"{day}__{part}" for part in ("year", "month", "day", "gte", "lt")}
    return names


def lookups_of(model_admin: ModelAdmin) -> Iterator[str]:
    """Return every column of a list with every lookup that Django might take from an address."""
    for column in model_admin.model._meta.get_fields():
        if isinstance(column, Field):
            yield column.name
            yield from (f"{column.name}__{lookup}" for lookup in LOOKUPS)


def query(**named: str) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in named.items())


def asked(client: Client, path: str, names: Iterator[str] | set[str], value: str) -> HttpResponse:
    """Return the answer to a GET with one value under each name; undo what the request wrote."""
    with transaction.atomic():
        answer = client.get(f"{path}?{query(**dict.fromkeys(sorted(names), value))}")
        _read(answer)
        transaction.set_rollback(True)
    return answer


def sent(client: Client, path: str, *content: Any, **options: Any) -> HttpResponse:
    """Return the answer to a POST; undo what the request wrote."""
    with transaction.atomic():
        answer = client.post(path, *content, **options)
        _read(answer)
        transaction.set_rollback(True)
    return answer


def _read(answer: HttpResponse) -> None:
    """Read a streamed answer to its end, where an error may wait."""
    if answer.streaming:
        answer.getvalue()


def is_refused_in_words(answer: HttpResponse) -> bool:
    """Return whether an answer is 400 with words: a page of the site, or a problem for a program."""
    kind = answer.headers["Content-Type"]
    words = "application/problem+json" in kind or b'<main id="main"' in answer.content
    return answer.status_code == 400 and words
