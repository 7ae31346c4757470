"""Every URL of the site refuses everybody who may not reach it."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.events.models import Event
from apps.partners.systems.services import partner_create
from apps.shippers.models import Membership
from tests.addresses import ADMIN, ADMIN_DOORS, ALL, ANY, BEFORE_FACTOR, DESK, URLS, Access, declared, path_of
from tests.belongings import belongings
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of

Role = Membership.Role


def visit(client: Client, path: str, **options: object) -> list[HttpResponse]:
    """Return the answers to GET and POST of a path."""
    return [client.get(path, **options), client.post(path, **options)]


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.startswith((reverse("account_login"), reverse("admin:login")))


def is_refused(answer: HttpResponse) -> bool:
    return is_sent_to_sign_in(answer) or answer.status_code in (401, 403)


def offenders(visited: dict[str, list[HttpResponse]], fine: Callable[[HttpResponse], bool]) -> dict[str, list[int]]:
    """Return the routes with a wrong answer, with their status codes. A method not allowed (405) is ignored."""
    known = {route: [answer for answer in answers if answer.status_code != 405] for route, answers in visited.items()}
    return {
        route: [answer.status_code for answer in answers]
        for route, answers in known.items()
        if not answers or not all(map(fine, answers))
    }


def test_every_url_is_declared() -> None:
    undeclared = {route for route in ALL if not route.startswith(ADMIN)} - URLS.keys()
    assert not undeclared, "declare in `tests/addresses.py` who may reach these"


def test_every_declared_url_exists() -> None:
    assert not URLS.keys() - ALL
    assert not (ADMIN_DOORS | BEFORE_FACTOR) - ALL


@pytest.mark.slow
@pytest.mark.django_db
def test_public_urls_are_open_to_everybody() -> None:
    visited = {route: visit(Client(), path_of(route)) for route in declared(Access.PUBLIC)}
    assert not offenders(visited, lambda answer: not is_sent_to_sign_in(answer) and answer.status_code != 403)


@pytest.mark.django_db
def test_visitors_who_are_not_signed_in_are_refused() -> None:
    closed = [*declared(Access.SIGNED_IN), *declared(Access.OWNERS), *DESK]
    assert not offenders({route: visit(Client(), path_of(route)) for route in closed}, is_refused)


@pytest.mark.django_db
def test_sellers_do_not_reach_the_desk() -> None:
    client = signed_in(seller())
    assert not offenders({route: visit(client, path_of(route)) for route in DESK}, is_refused)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403, "told so, and not sent round in a circle"


@pytest.mark.slow
@pytest.mark.django_db
def test_staff_reach_nothing_before_their_second_factor() -> None:
    client = Client()
    client.force_login(staff("supervisor", factor=False))
    visited = {route: visit(client, path_of(route)) for route in ALL - BEFORE_FACTOR}
    to_the_factor = (302, reverse("mfa_activate_totp"))
    assert not offenders(visited, lambda answer: (answer.status_code, answer.headers.get("Location")) == to_the_factor)


@pytest.fixture(scope="module")
def owned(lasting: Callable[..., dict[str, object]]) -> dict[str, object]:
    """Make a record of each kind that a seller can own; return the values of URL parameters."""
    return lasting(lambda: ANY | belongings(seller("owner@shop.example")))


class TestOwners:
    """The records of a shipper or a person are reached by their owners and not found by others."""

    @pytest.fixture
    def owner(self, db: None, owned: dict[str, object]) -> User:
        return User.objects.get(pk=owned["user_id"])

    @pytest.mark.parametrize("role", [Role.OWNER, Role.VIEWER])
    def test_records_of_others_are_not_found(self, db: None, owned: dict[str, object], role: str) -> None:
        stranger = seller("stranger@shop.example")
        member_of(stranger, months=0, role=role)
        client = signed_in(stranger)
        visited = {route: visit(client, path_of(route, owned)) for route in declared(Access.OWNERS)}
        assert not offenders(visited, lambda answer: answer.status_code == 404)

    def test_a_viewer_reads_and_changes_nothing(self, owner: User, owned: dict[str, object]) -> None:
        viewer = seller("viewer@shop.example")
        Membership.objects.create(shipper_id=owned["shipper_id"], user=viewer, role=Role.VIEWER)
        client, before = signed_in(viewer), Event.objects.count()
        changed = {}
        for route in declared(Access.OWNERS):
            if "<int:message_id>" in route:
                continue  # the inbox is a person's own
            assert client.get(path_of(route, owned)).status_code in (200, 204, 302, 403, 405), route
            status = client.post(path_of(route, owned)).status_code
            # A form may answer that it is incomplete (422) before the permission is checked.
            if status not in (403, 404, 405, 422):
                changed[route] = status
        assert not changed
        # The export of a history that the viewer may read is recorded.
        assert Event.objects.exclude(kind="ledger.history_exported").count() == before

    def test_owners_reach_their_records(self, owner: User, owned: dict[str, object]) -> None:
        """Prove that the samples are right: with wrong ones every visitor would be refused."""
        client = signed_in(owner)
        for route in declared(Access.OWNERS):
            statuses = [answer.status_code for answer in visit(client, path_of(route, owned))]
            assert any(status < 400 or status == 422 for status in statuses), (route, statuses)


@pytest.mark.django_db
class TestPartners:
    def token(self, *scopes: str) -> str:
        partner = partner_create(
            name=f"Carrier {scopes}", scopes=scopes, reporter_code="carrier", reporter_kind="carrier"
        )
        basic = b64encode(f"{partner.client_id}:{partner.client_secret}".encode()).decode()
        answer = Client().post(
            "/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
        )
        return answer.json()["access_token"]

    def visited(self, token: str | None, scope: str | None = None) -> dict[str, list[HttpResponse]]:
        """Return the answers of all URLs of partners, or of those that need a scope."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        routes = [route for route in declared(Access.PARTNER) if scope in (None, URLS[route].scope)]
        return {
            route: visit(Client(), path_of(route), content_type="application/json", headers=headers) for route in routes
        }

    @pytest.mark.parametrize("token", [None, "made-up"])
    def test_requests_without_a_valid_token_are_refused(self, token: str | None) -> None:
        assert not offenders(self.visited(token), lambda answer: answer.status_code == 401)

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
        assert not offenders(self.visited(self.token(other), scope), lambda answer: answer.status_code == 403)
        assert not offenders(
            self.visited(self.token(scope), scope), lambda answer: answer.status_code not in (401, 403)
        )

    @pytest.mark.slow
    def test_people_do_not_reach_the_urls_of_partners(self) -> None:
        for user in (seller(), staff("supervisor")):
            visited = {route: visit(signed_in(user), path_of(route)) for route in declared(Access.PARTNER)}
            assert not offenders(visited, lambda answer: answer.status_code == 401)
