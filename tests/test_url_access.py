"""URLs refuse sellers at the desk, staff without a second factor, and partners without the scope of the URL.

`tests/security/test_access_matrix.py` holds every URL against everybody else.
"""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.addresses import ALL, BEFORE_FACTOR, DESK, URLS, Access, declared, path_of
from tests.partners.client import partner_client
from tests.people import staff
from tests.security.test_access_matrix import is_refused


def visit(client: Client, path: str, **options: object) -> list[HttpResponse]:
    """Return the answers to GET and POST of a path."""
    return [client.get(path, **options), client.post(path, **options)]


def offenders(visited: dict[str, list[HttpResponse]], fine: Callable[[HttpResponse], bool]) -> dict[str, list[int]]:
    """Return the routes with a wrong answer, with their status codes. A method not allowed (405) is ignored."""
    known = {route: [answer for answer in answers if answer.status_code != 405] for route, answers in visited.items()}
    return {
        route: [answer.status_code for answer in answers]
        for route, answers in known.items()
        if not answers or not all(map(fine, answers))
    }


def test_sellers_do_not_reach_the_desk(portal: Client) -> None:
    assert not offenders({route: visit(portal, path_of(route)) for route in DESK}, is_refused)
    assert portal.get(reverse("admin:index"), follow=True).status_code == 403, "told so, and not sent round in a circle"


@pytest.mark.slow
def test_staff_reach_nothing_before_their_second_factor() -> None:
    client = Client()
    client.force_login(staff("supervisor", factor=False))
    visited = {route: visit(client, path_of(route)) for route in ALL - BEFORE_FACTOR}
    to_the_factor = (302, reverse("mfa_activate_totp"))
    assert not offenders(visited, lambda answer: (answer.status_code, answer.headers.get("Location")) == to_the_factor)


class TestPartners:
    def visited(self, client: Client, scope: str | None = None) -> dict[str, list[HttpResponse]]:
        """Return the answers of all URLs of partners, or of those that need a scope."""
        routes = [route for route in declared(Access.PARTNER) if scope in (None, URLS[route].scope)]
        return {route: visit(client, path_of(route), content_type="application/json") for route in routes}

    def test_requests_with_a_made_up_token_are_refused(self) -> None:
        client = Client(headers={"Authorization": "Bearer made-up"})
        assert not offenders(self.visited(client), lambda answer: answer.status_code == 401)

    @pytest.mark.parametrize(
        ("scope", "other"),
        [
            ("status:read", "ledger:write"),
            ("ledger:write", "status:read"),
            ("risk:assess", "status:read"),
            ("policy:comment", "status:read"),
            ("webhooks", "status:read"),
        ],
    )
    def test_each_url_needs_its_own_scope(self, scope: str, other: str) -> None:
        refused, let_in = (self.visited(partner_client(given), scope) for given in (other, scope))
        assert not offenders(refused, lambda answer: answer.status_code == 403)
        assert not offenders(let_in, lambda answer: answer.status_code not in (401, 403))
