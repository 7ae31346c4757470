"""Every page of the public and of sellers opens, is valid HTML, reads easily, and needs few queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from tests.addresses import Access, reachable
from tests.markup import assert_valid
from tests.people import signed_in
from tests.portal import worlds
from tests.reading import assert_readable

MAX_QUERIES = 12


def read(client: Client, paths: list[str]) -> tuple[dict[str, str], dict[str, int]]:
    """Return the pages among some addresses, and those that needed too many queries.

    An address may lead on, take a POST only, or have nothing to show in this situation.
    """
    pages, queries = {}, {}
    for path in paths:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path)
            size = len(answer.getvalue()) if answer.streaming else len(answer.content)
        assert answer.status_code in (200, 204, 302, 404, 405), (path, answer.status_code)
        queries[path] = len(asked)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert size
            pages[path] = answer.content.decode()
    return pages, {path: count for path, count in queries.items() if count > MAX_QUERIES}


def refused(client: Client, paths: list[str]) -> dict[str, str]:
    """Return the pages that answer a form without content."""
    answers = {path: client.post(path) for path in paths}
    return {
        f"{path} (refused)": answer.content.decode()
        for path, answer in answers.items()
        if answer.status_code == 422 and answer["Content-Type"].startswith("text/html")
    }


def test_public_pages() -> None:
    paths = [*reachable(Access.PUBLIC), *reachable(Access.SIGNING_IN), "/verify/?ksn=KS123", "/no/such/page"]
    client = Client()
    answers = {path: client.get(path) for path in paths if not path.startswith(("/api", "/oauth", "/demo"))}
    pages = {
        path: answer.content.decode()
        for path, answer in answers.items()
        if answer.get("Content-Type", "").startswith("text/html") and answer.status_code != 302
    }
    assert_readable(pages)
    assert_valid(pages)


@pytest.mark.parametrize("shipments", [10, pytest.param(10_000, marks=pytest.mark.slow)])
def test_pages_of_a_member(shipments: int, ada: User, portal: Client) -> None:
    paths = worlds.pages_of_member(ada, shipments=shipments)
    pages, costly = read(portal, paths)
    assert not costly
    assert len(pages) > 30
    assert_readable(pages)
    assert_valid(pages | refused(portal, paths))


@pytest.mark.slow
def test_pages_of_a_new_member(ada: User) -> None:
    pages, costly = read(signed_in(ada), worlds.pages_of_new_member(ada))
    assert not costly
    assert_readable(pages)
    assert_valid(pages)


def test_pages_of_somebody_who_has_nothing_yet(portal: Client) -> None:
    pages, costly = read(portal, reachable(Access.SIGNED_IN))
    assert not costly
    assert_valid(pages | refused(portal, reachable(Access.SIGNED_IN)))


@pytest.mark.slow
@pytest.mark.parametrize("situation", worlds.SITUATIONS)
def test_pages_of_an_applicant(situation: str) -> None:
    user, application = worlds.applicant(situation)
    paths, client = worlds.pages_of_applicant(application), signed_in(user)
    pages, costly = read(client, paths)
    assert not costly
    assert_readable(pages)
    assert_valid(pages | refused(client, paths))
