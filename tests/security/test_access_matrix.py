"""Every address, by every method, for everybody, with objects of their own and of others.

Where one answer stands for others, as `personas.routes_of` says, the suite asks once and `make soak` everybody.

The addresses come from the URLconf and their classes from `tests/addresses.py`. An address that no table names fails,
and so does a kind of key of which the world has no object of somebody else.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import SourceCheck
from apps.partners.models import PartnerCorrection
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.services import roster_add
from apps.partners.snapshots.services import snapshot_make
from apps.partners.webhooks.services.deliveries import endpoint_test
from apps.partners.webhooks.services.endpoints import EndpointChoice, endpoint_create
from apps.shippers.roles import ABILITIES
from tests.addresses import ADMIN_DOORS, ALL, ANY, BEFORE_FACTOR, DESK, URLS, Access, Owned, Scoped, declared, path_of
from tests.belongings import belongings
from tests.desk.permissions import ADD, FURTHER, READ, SEE
from tests.desk.test_matrix import HELD
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller
from tests.security import personas
from tests.security.complete_forms import COMPLETE

# Parameters that name no record of anybody: a part of a page, a public version, a file name, a mail of the demo.
NAMES = {"key", "part", "kind", "section", "version", "app_label", "model_name", "content_type_id", "url", "uidb36"}
NAMES |= {"mail_id", "token", "day", "page", "subject", "decision", "check", "code", "measure", "year"}
# Keys of what one person has, whoever else is on the team. A passkey of the world belongs to neither owner.
PERSONAL = {"message_id", "pk"}
IMPORTS, NDJSON = "/api/v1/imports?facts=shipments", "application/x-ndjson"
PASSKEY = {"name": "Key", "credential": {"clientExtensionResults": {}}}
# What every partner may ask about every business.
ASKED_BY_ALL = {"ksn"}
# Tables that a request may write whose page is refused: who is signed in, and who looked.
NOTED = {"accounts_session", "audit_view", "accounts_access", "partners_furtherlook"}


# The view of all tables, `pg_stat_xact_user_tables`, looks at their indexes too, which takes three times as long.
WRITTEN = """
SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class World:
    """A business, its owner and a partner with a record of each kind, and the records of others, by their keys."""

    own: dict[str, object]
    foreign: dict[str, object]
    partner: PartnerClient


def keys_of(route: str) -> list[str]:
    """Return the parameters that name a record of somebody. Staff read the records of all businesses by role."""
    if route in DESK:
        return []
    return [name for name in re.findall(r"<(?:\w+:)?(\w+)>", route) if name not in NAMES]


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.startswith((reverse("account_login"), reverse("admin:login")))


def is_refused(answer: HttpResponse) -> bool:
    return is_sent_to_sign_in(answer) or answer.status_code in (401, 403)


def rows_written() -> Counter[str]:
    """Return how many rows this transaction has written, by table; rows that were rolled back count too."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        # The looks of each month have a table of their own.
        return Counter({name: count for name, count in cursor.fetchall() if not name.startswith("partners_look")})


@dataclass(frozen=True)
class Visit:
    """A request and its answer: `foreign` names the keys whose records are of somebody else."""

    route: str
    method: str
    foreign: frozenset[str]
    answer: HttpResponse
    wrote: frozenset[str]

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def rule(self) -> Access | Scoped | Owned:
        return URLS.get(self.route, Access.STAFF)

    @property
    def access(self) -> Access:
        return self.rule if isinstance(self.rule, Access) else self.rule.access

    @property
    def is_refused(self) -> bool:
        """Return whether somebody was turned away, and nothing was written."""
        return is_refused(self.answer) and not self.wrote

    @property
    def is_hidden(self) -> bool:
        """Return whether the record was not found, and nothing was written."""
        return self.status == 404 and not self.wrote

    @property
    def is_open(self) -> bool:
        return self.status < 500 and self.status != 404 and not is_refused(self.answer)

    def __str__(self) -> str:
        whose = f" with the {', '.join(sorted(self.foreign))} of others" if self.foreign else ""
        wrote = f", wrote {', '.join(sorted(self.wrote))}" if self.wrote else ""
        return f"{self.method} {self.route}{whose}: {self.status}{wrote}"


def may_own(name: str, route: str) -> bool:
    """Return whether somebody can own records that the address of a route names."""
    rule = URLS.get(route, Access.STAFF)
    access = rule if isinstance(rule, Access) else rule.access
    return name == personas.PARTNER if access is Access.PARTNER else name in personas.TEAM


def paths_of(route: str, world: World, *, owns: bool) -> Iterator[tuple[frozenset[str], str]]:
    """Return the paths of a route: with one's own records, with those of others, and with each of them in turn.

    To somebody who owns none of them (`owns` is false), the records of one business are as those of another: one path,
    whose records belong together, is refused for nothing but the person.
    """
    keys, own = keys_of(route), ANY | world.own
    if "<path:object_id>" in route and (page := personas.RECORD.fullmatch(route)):
        model = apps.get_model(page[1].replace("/", "."))
        first = model._default_manager.order_by("pk").first() if model._meta.managed else None
        own = own | {"object_id": first.pk if first else 1}
    others = {frozenset(keys), *(frozenset({key}) for key in keys)} if owns else set()
    for foreign in {frozenset(), *others}:
        yield foreign, path_of(route, own | {key: world.foreign[key] for key in foreign})


def visits(client: Client, name: str, world: World, routes: Iterable[str]) -> Iterator[Visit]:
    """Send every method to every path of some routes as somebody; undo each request before the next."""
    cookies = client.cookies.output(header="", sep=";")
    before = rows_written()
    for route in sorted(routes):
        of_programs = route.startswith(("api/", "oauth/"))
        for foreign, path in paths_of(route, world, owns=may_own(name, route)):
            for method in ("GET", "POST", *(("PUT", "PATCH", "DELETE") if of_programs else ())):
                with transaction.atomic():
                    answer = client.generic(method, path, **content_of(route, method))
                    after = rows_written()
                    transaction.set_rollback(True)
                # Rows that were rolled back go on counting.
                wrote, before = frozenset((after - before).keys() - NOTED), after
                client.cookies = SimpleCookie(cookies)
                if answer.status_code != 405:
                    yield Visit(route, method, foreign, answer, wrote)


def content_of(route: str, method: str) -> dict[str, str]:
    if method == "GET":
        return {}
    content = COMPLETE.get(route, {})
    if route.startswith("api/"):
        return {"content_type": "application/json", "data": json.dumps(content)}
    return {"content_type": "application/x-www-form-urlencoded", "data": urlencode(content)}


@pytest.fixture(scope="module")
def world(lasting: Callable[..., World]) -> World:
    def make() -> World:
        own, foreign = (belongings(seller(f"{name}@shop.example")) for name in (personas.OWNER, "stranger"))
        partners = (partner_client(), partner_client())
        for seq, (keys, partner) in enumerate(zip((own, foreign), partners, strict=True), start=1):
            reported = partner.send("/api/v1/shipments", [{"reference": "A", "seller": "S", "date": clock.today()}])
            passkey = Authenticator(
                user=seller(f"passkey{len(keys)}-{keys['user_id']}@shop.example"),
                type=Authenticator.Type.WEBAUTHN,
                data=PASSKEY,
            )
            passkey.save()
            check = SourceCheck.objects.get(dispute=keys["dispute_id"])
            check.reporter = partner.credentials.partner.reporter
            check.save()
            PartnerCorrection.objects.create(
                partner=partner.credentials.partner,
                seq=seq,
                shipper_id=keys["shipper_id"],
                event_id=seq,
                reasons=["record_corrected"],
                at=clock.now(),
            )
            keys |= {"recording_id": reported.json()["recording"], "pk": passkey.pk, "source_check_id": check.pk}
            keys["import_id"] = partner.post(IMPORTS, "{", NDJSON, headers={"Upload-Complete": "?0"}).json()["id"]
            keys["seq"] = seq
            declared = {"reference": "A", "ksn": keys["ksn"], "date": clock.today()}
            (assessed,) = partner.send("/api/v1/risk-assessments", [declared]).json()["results"]
            keys["assessment_id"] = assessed["assessment"]["id"]
            roster_add(partner_id=partner.credentials.partner.pk, lines=[RosterLine(0, ksn=keys["ksn"])])
            snapshot_make(partner_id=partner.credentials.partner.pk)
            made = endpoint_create(
                partner_id=partner.credentials.partner.pk, choice=EndpointChoice("http://localhost:9/hooks")
            )
            tried = endpoint_test(partner_id=partner.credentials.partner.pk, endpoint_id=made.endpoint.pk)
            keys |= {"endpoint_id": made.endpoint.pk, "delivery_id": tried.pk}
        return World(own, foreign, partners[0])

    return lasting(make)


@pytest.fixture
def reader(request: pytest.FixtureRequest, world: World) -> Client:
    """Return a client of the persona of the test, to which a server error is an answer."""
    made = client_of(request.param, world)
    made.raise_request_exception = False
    return made


def client_of(name: str, world: World) -> Client:
    if name in personas.STAFF:
        return personas.just_signed_in(personas.staff_member(name))
    if name in personas.TEAM:
        owner = User.objects.get(pk=world.own["user_id"])
        return personas.just_signed_in(
            owner if name == personas.OWNER else personas.team_member(name, world.own["shipper_id"])
        )
    return world.partner if name == personas.PARTNER else Client()


def permissions_of(route: str) -> frozenset[str] | None:
    """Return the permissions of which the tables of the desk ask one of who opens an address; None for all staff."""
    if route in OTHERS:
        return None
    needed: str | frozenset[str] = NOBODY
    if route == HISTORY:
        # Who sees a record sees its history; the record here is a user.
        needed = SEE[f"{ANY['app_label']}.{ANY['model_name']}"]
    elif route in FURTHER:
        needed = FURTHER[route]
    elif FILES.search(route):
        needed = READ
    elif route.startswith(APP):
        needed = SEE["work.item"]  # the app asked for is that of work (`addresses.path_of`)
    elif page := personas.RECORD.fullmatch(route):
        model = page[1].replace("/", ".")
        kinds = {"add/": ADD.get(model, NOBODY), "<path:object_id>/delete/": NOBODY}
        needed = kinds.get(page[2], SEE.get(model, READ))
    else:
        raise LookupError(route)
    return frozenset([needed]) if isinstance(needed, str) else needed


APP = "admin/^(?P<app_label>"
HISTORY = "admin/audit/recordchange/of/<str:app_label>/<str:model_name>/<int:pk>/"
FILES = re.compile(r"/<int:file_id>/(|preview/)$")
# Nobody adds or deletes these by the admin.
NOBODY = "nobody"
# The addresses that lead on, or whose service refuses by a message: all staff reach them.
OTHERS = {
    # The home lists the work that the permissions of the reader show, and the help no record of anybody.
    "admin/",
    "admin/commands/",
    "admin/help/",
    "admin/(?P<url>.*)$",
    "admin/applications/application/<int:application_id>/asking/",
    "admin/autocomplete/",
    "admin/jsi18n/",
    "admin/password_change/",
    "admin/password_change/done/",
    "admin/r/<path:content_type_id>/<path:object_id>/",
    "admin/ledger/violation/case/<int:case_id>/",
    "admin/searches/",
    "admin/searches/<int:search_id>/remove/",
    "admin/undo/<int:note_id>/",
    "admin/work/item/<int:item_id>/after/",
    "admin/work/item/<int:item_id>/before/",
    "admin/work/item/<int:item_id>/give-back/",
    "admin/work/item/<int:item_id>/take/",
    "admin/work/item/<int:item_id>/take-over/",
    "admin/work/item/next/",
}


def is_right(name: str, visit: Visit) -> bool:
    """Return whether somebody got the answer that the tables give them."""
    if visit.status >= 500:
        return False
    match visit.access:
        case Access.PUBLIC:
            return not is_sent_to_sign_in(visit.answer) and visit.status != 403
        case Access.SIGNING_IN:
            return True
        case Access.SIGNED_IN:
            return is_right_for_people(name, visit)
        case Access.OWNERS:
            return is_right_for_owners(name, visit)
        case Access.PARTNER:
            return is_right_for_partners(name, visit)
        case Access.STAFF:
            return is_right_for_staff(name, visit)


def is_right_for_people(name: str, visit: Visit) -> bool:
    if name in (personas.ANONYMOUS, personas.PARTNER):
        return visit.is_refused
    if keys_of(visit.route):
        return visit.is_hidden
    # A page of a factor that somebody does not have is not found.
    return not is_refused(visit.answer)


def is_right_for_owners(name: str, visit: Visit) -> bool:
    if name in (personas.ANONYMOUS, personas.PARTNER):
        return visit.is_refused
    if name in personas.STAFF:
        reads = visit.route in personas.READ_BY_STAFF and READ in HELD.get(name, ())
        return visit.is_open if reads else visit.is_hidden
    if visit.foreign or (PERSONAL & {*keys_of(visit.route)} and name != personas.OWNER):
        # A role that may never open the page learns nothing of the record either.
        return visit.is_hidden or (visit.is_refused and not visit.foreign & {"shipper_id", "application_id"})
    needed = visit.rule.sends if visit.method == "POST" else visit.rule.opens
    if needed in ABILITIES[name]:
        return visit.is_open
    # A form that is not open now, or that comes without its files, says so before it looks at the role.
    return visit.is_refused or (visit.status in (409, 422) and not visit.wrote)


def is_right_for_partners(name: str, visit: Visit) -> bool:
    if name != personas.PARTNER:
        return visit.status == 401 and not visit.wrote
    return visit.is_hidden if visit.foreign - ASKED_BY_ALL else visit.is_open


def is_right_for_staff(name: str, visit: Visit) -> bool:
    if name not in personas.STAFF:
        return visit.is_refused
    needed = permissions_of(visit.route)
    if needed is not None and not needed & HELD.get(name, frozenset()):
        # An address may lead on to the page that refuses, and a record that is not there is not found.
        return visit.is_refused or (visit.status in (302, 404) and not visit.wrote)
    return name != personas.NO_ROLE or not visit.wrote


def test_every_address_is_classified() -> None:
    assert {route for route in ALL if not route.startswith("admin/")} == URLS.keys(), "declare who may reach these"
    assert ALL >= ADMIN_DOORS | BEFORE_FACTOR
    assert all(isinstance(URLS[route], Owned) for route in declared(Access.OWNERS))
    assert [permissions_of(route) for route in DESK]


@pytest.mark.slow
def test_every_kind_of_key_has_an_object_of_somebody_else(world: World) -> None:
    """A key that is no name of something public needs a record of each of two owners."""
    keys = {key for route in URLS for key in keys_of(route)}
    assert keys <= world.own.keys() & world.foreign.keys(), "add a record of each kind to `tests/belongings.py`"
    assert not {key for key in keys if world.own[key] == world.foreign[key]}


@pytest.mark.slow
@pytest.mark.parametrize("all_routes", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["its own", "all"])
@pytest.mark.parametrize(("name", "reader"), [(name, name) for name in personas.PERSONAS], indirect=["reader"])
def test_everybody_gets_the_answers_of_the_tables(name: str, reader: Client, world: World, all_routes: bool) -> None:
    routes = ALL - ADMIN_DOORS if all_routes else personas.routes_of(name)
    wrong = [str(visit) for visit in visits(reader, name, world, routes) if not is_right(name, visit)]
    assert "\n".join(wrong) == ""
