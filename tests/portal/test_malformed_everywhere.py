"""No malformed request breaks any page of the site, or is answered outside the frame of the site."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.core.bounds import MAX_VALUE, NUL
from tests.addresses import ANY, Access, declared, path_of
from tests.belongings import belongings
from tests.people import seller, signed_in

pytestmark = pytest.mark.slow

BEYOND_ALL = (2**63, 10**20)
VALUES = ("\0", "Blue\u202eKite", "x" * 20_000, "1e400", "9" * 30, "0000-00-00")
# Names that lists know: their page, order and filters.
IN_ADDRESSES = ("page", "after", "before", "q", "sort", "version", "row")
BODIES = (
    ("multipart/form-data", b"abc"),
    ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
    ("application/x-www-form-urlencoded", b"a=%ff%fe&=&&&%00=1"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1100))),
    ("application/json", b"{"),
)
# Programs call these, or they answer in a form of their own.
NO_PAGES = (
    *("api", "^api", "oauth", ".well-known", "robots.txt", "sitemap.xml", "healthz", "readyz", "metrics", "demo"),
    "accounts/logout",
)


@pytest.fixture(scope="module")
def owned(lasting: Callable[..., dict[str, object]]) -> dict[str, object]:
    return lasting(lambda: ANY | belongings(seller("owner@shop.example")))


@pytest.fixture
def owner_portal(owned: dict[str, object]) -> Client:
    client = signed_in(User.objects.get(pk=owned["user_id"]))
    client.raise_request_exception = False
    return client


def routes() -> list[str]:
    levels = (Access.OWNERS, Access.SIGNED_IN, Access.SIGNING_IN, Access.PUBLIC)
    return [route for level in levels for route in declared(level) if not route.startswith(NO_PAGES)]


def fields_of(page: HttpResponse) -> set[str]:
    if page.streaming:
        return set()
    return set(re.findall(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"', page.content.decode()))


def answers(client: Client, path: str) -> Iterator[tuple[object, HttpResponse]]:
    """Return the answers of a path to malformed requests, each of which is undone before the next.

    An address beyond the bounds is refused before any view (`tests/security/test_hostile_values.py`).
    """
    found = fields_of(client.get(path))
    for value in VALUES:
        if NUL not in value and len(value) <= MAX_VALUE:
            yield value, client.get(path, dict.fromkeys(IN_ADDRESSES, value))
        yield value[:20], client.post(path, dict.fromkeys(found, value))
    for content_type, body in BODIES:
        yield body[:20], client.generic("POST", path, body, content_type=content_type)


def is_fine(answer: HttpResponse) -> bool:
    """Return whether an answer is no server error, and a refusal is a page of the site or, for a script, JSON."""
    if answer.status_code < 400 or answer.status_code == 405:
        return True
    whole = b'<main id="main"' in answer.content or answer.headers["Content-Type"] == "application/json"
    return answer.status_code < 500 and whole


@pytest.mark.parametrize("route", routes())
def test_no_malformed_request_breaks_the_page(owner_portal: Client, owned: dict[str, object], route: str):
    faults = []
    undo = transaction.savepoint_create()
    for sent, answer in answers(owner_portal, path_of(route, owned)):
        if not is_fine(answer):
            faults.append((sent, answer.status_code))
        transaction.savepoint_rollback(undo)
        undo = transaction.savepoint_create()
    assert faults == []


def test_forms_with_files_are_multipart(owner_portal: Client, owned: dict[str, object]):
    """Assert that forms with files are multipart, since other forms drop files silently."""
    silent = []
    for route in declared(Access.OWNERS):
        page = owner_portal.get(path_of(route, owned))
        if page.status_code == 200 and not page.streaming:
            forms = re.findall(r"<form\b.*?</form>", page.content.decode(), re.DOTALL)
            silent += [route for form in forms if 'type="file"' in form and "multipart/form-data" not in form[:400]]
    assert silent == []


def test_unknown_numbers_in_addresses_are_no_pages(owner_portal: Client, owned: dict[str, object]):
    wrong = []
    for route in declared(Access.OWNERS):
        for parameter in re.findall(r"<int:(\w+)>", route):
            for number in BEYOND_ALL:
                path = path_of(route, owned | {parameter: number})
                statuses = {owner_portal.get(path).status_code, owner_portal.post(path).status_code}
                if not statuses <= {403, 404, 405}:
                    wrong.append((route, parameter, statuses))
    assert wrong == []
