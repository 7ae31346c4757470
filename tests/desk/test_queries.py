"""What the pages ask the database: under twenty queries, whatever state a business and its application are in."""

import re
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.applications.states import CORRESPONDENCE_STATES
from apps.core.files import identify_file
from apps.desk.applications.review import PANELS
from apps.desk.shippers.panels import PANELS as OF_SHIPPERS
from apps.shippers.models import Identifier, Membership, Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.standing.models import ProposedChange, Standing
from tests.applications import answers
from tests.desk import hearings
from tests.outbox import deliver
from tests.people import seller, signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAX_QUERIES = 19
# What begins, guards and ends a transaction asks for nothing.
BOUNDS = re.compile(r'SAVEPOINT "\w+"$|pg_advisory_xact_lock')


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def supervisor() -> User:
    return staff("supervisor")


@pytest.fixture
def client(supervisor: User) -> Client:
    return signed_in(supervisor)


def asked(officer: User, ada: User) -> Application:
    application = answers.in_review(officer, ada)
    return services.info_request(
        actor=officer, application_id=application.pk, fields=["products:hs"], text="Who chose them?"
    ).application


def replied(officer: User, ada: User) -> Application:
    application = asked(officer, ada)
    services.section_save(
        actor=ada, application_id=application.pk, key="products", typed=answers.ANSWERS["products"], version=1
    )
    services.info_reply(actor=ada, application_id=application.pk, text="Ada did.", signed_name="Ada Park")
    return application


def appealed(officer: User, ada: User) -> Application:
    application = answers.denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We meet it.")
    return application


def granted(officer: User, ada: User) -> Application:
    application = appealed(officer, ada)
    third = staff("supervisor", email="third@staff.example")
    services.appeal_decide(actor=third, application_id=application.pk, grant=True, text="You do.", language="en")
    return application


def withdrawn(officer: User, ada: User) -> Application:
    return services.application_withdraw(actor=ada, application_id=answers.in_review(officer, ada).pk)


def read_again(officer: User, ada: User) -> Application:
    with patch("apps.applications.services.second_looks.is_drawn", return_value=True):
        return answers.approved(officer, ada)


STATES: dict[str, Callable[[User, User], Application]] = {
    "submitted": lambda _officer, ada: answers.submitted(ada),
    "in review": answers.in_review,
    "ready": answers.ready,
    "asked": asked,
    "replied": replied,
    "proposed": answers.proposed,
    "denied": answers.denied,
    "appealed": appealed,
    "granted": granted,
    "withdrawn": withdrawn,
    "approved": answers.approved,
    "read again": read_again,
}


@pytest.fixture(params=STATES)
def application(request: pytest.FixtureRequest, supervisor: User) -> Application:
    """With a message that waits where one may be written, a note, and another record with a person in common."""
    ada = seller()
    # Who proposed a denial sees more of it than others do.
    officer = supervisor if request.param == "proposed" else answers.officer()
    application = STATES[request.param](officer, ada)
    deliver()
    application.refresh_from_db()
    if application.state in CORRESPONDENCE_STATES:
        services.application_message_write(
            actor=ada, application_id=application.pk, text="Here.", language="en",
            files=[identify_file("a.csv", [b"a,b\n1,2\n"])],
        )  # fmt: skip
    services.note_add(actor=supervisor, application_id=application.pk, text="Ask for the license.")
    twin = Shipper.objects.create(name="Blue Kyte Toys")
    if number := Identifier.objects.filter(kind="ein").first():
        Identifier.objects.create(shipper=twin, kind="ein", value=number.value, digest=number.digest, last_four="3331")
    Membership.objects.create(shipper=twin, user=ada, role="viewer")
    match_keys_refresh(shipper_ids=[twin.pk])
    return application


def costs(client: Client, url: str, panels: list[str]) -> dict[tuple[str, ...], int]:
    """How many queries each panel takes to be read, and with each act refused beside it."""
    client.get(url)
    counted = {}
    for panel in panels:
        address = f"{url}?panel={panel}"
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200
        counted["GET", panel] = len(captured)
        seen = response.context["seen"]
        for name in (name for name, act, form in response.context["actions"] if form.fields and not act.blocked):
            with CaptureQueriesContext(connection) as captured:
                status = client.post(address, {"act": name, "_seen": seen, f"{name}-language": "?"}).status_code
            if status == 422:
                queries = [query for query in captured if not BOUNDS.search(query["sql"])]
                counted["POST", name, panel] = len(queries)
    return counted


def test_the_review_page_takes_under_twenty(client: Client, application: Application):
    counted = costs(client, reverse("admin:applications_application_change", args=[application.pk]), list(PANELS))
    assert ("POST", "note", "vetting") in counted
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}


def test_the_page_of_a_business_takes_under_twenty(client: Client, application: Application):
    counted = costs(client, reverse("admin:shippers_shipper_change", args=[application.shipper_id]), list(OF_SHIPPERS))
    assert len(counted) >= len(OF_SHIPPERS)
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}


def test_two_records_are_compared_in_under_twenty(client: Client, supervisor: User):
    one, other = (answers.approved(supervisor, seller(f"{name}@shop.example")).shipper_id for name in ("one", "two"))
    deliver()
    url = reverse("admin:shippers_merge", args=[one, other])
    client.get(url)
    for ask in (lambda: client.get(url), lambda: client.post(url, {"keep": one, "reason": ""})):
        with CaptureQueriesContext(connection) as captured:
            ask()
        assert len(captured) <= MAX_QUERIES


OF_DUE_PROCESS: dict[str, Callable[[User], Model]] = {
    "demotion": lambda _officer: hearings.demotion(),
    "to confirm": lambda _officer: hearings.to_confirm(),
    "suspended": lambda _officer: hearings.suspended(),
    "responded": lambda _officer: hearings.responded(hearings.suspended()),
    "appeal": hearings.appealed,
    "plan": hearings.planned,
    "missed plan": hearings.missed,
}


@pytest.mark.parametrize("made", OF_DUE_PROCESS)
def test_the_pages_of_due_process_take_under_twenty(client: Client, made: str):
    shown = OF_DUE_PROCESS[made](answers.officer())
    opts = shown._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[shown.pk])
    counted = costs(client, url, [""])
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}


@pytest.mark.parametrize("made", [hearings.demotion, hearings.suspended])
def test_the_page_of_a_member_that_is_heard_takes_under_twenty(client: Client, made: Callable[[], ProposedChange]):
    shipper_id = made().shipper_id
    Standing.objects.filter(pk=shipper_id).update(validated=True)
    counted = costs(client, reverse("admin:shippers_shipper_change", args=[shipper_id]), list(OF_SHIPPERS))
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}
