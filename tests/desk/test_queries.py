"""The number of queries of pages: under twenty in every state of a business and its application."""

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
from apps.core import clock
from apps.core.files import identify_file
from apps.desk.applications.review import PANELS
from apps.desk.shippers.panels import PANELS as OF_SHIPPERS
from apps.policy.models import Policy
from apps.policy.selectors import policy_on
from apps.policy.services import Commenter, comment_record
from apps.shippers.models import Identifier, Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.standing.models import ProposedChange, Standing
from tests.applications import answers
from tests.desk import due_process
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in, staff
from tests.policy.versions import TAKES, drafted, opened, submitted
from tests.standing.evaluations import enrolled
from tests.validations.visits import answered

pytestmark = pytest.mark.slow
MAX_QUERIES = 19
# Statements that begin, guard or end a transaction read nothing, so they do not count.
FREE_STATEMENTS = re.compile(r'SAVEPOINT "\w+"$|pg_advisory_xact_lock')


def request_information(officer: User, ada: User) -> Application:
    application = answers.in_review(officer, ada)
    return answers.ask(officer, application, "products:hs", text="Who chose them?").application


def reply_to_request(officer: User, ada: User) -> Application:
    application = request_information(officer, ada)
    answers.save(ada, application, "products", answers.ANSWERS["products"])
    answers.reply(ada, application, "Ada did.")
    return application


def appeal_denial(officer: User, ada: User) -> Application:
    application = answers.denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We meet it.")
    return application


def grant_appeal(officer: User, ada: User) -> Application:
    application = appeal_denial(officer, ada)
    third = staff("supervisor", email="third@staff.example")
    services.appeal_decide(actor=third, application_id=application.pk, grant=True, text="You do.", language="en")
    return application


def withdraw_application(officer: User, ada: User) -> Application:
    return services.application_withdraw(actor=ada, application_id=answers.in_review(officer, ada).pk)


def approve_with_second_look(officer: User, ada: User) -> Application:
    with patch("apps.applications.services.second_looks.is_drawn", return_value=True):
        return answers.approved(officer, ada)


STATES: dict[str, Callable[[User, User], Application]] = {
    "submitted": lambda _officer, ada: answers.submitted(ada),
    "in review": answers.in_review,
    "ready": answers.ready,
    "asked": request_information,
    "replied": reply_to_request,
    "proposed": answers.proposed,
    "denied": answers.denied,
    "appealed": appeal_denial,
    "granted": grant_appeal,
    "withdrawn": withdraw_application,
    "approved": answers.approved,
    "read again": approve_with_second_look,
}


@pytest.fixture(params=STATES)
def application(request: pytest.FixtureRequest, supervisor: User) -> Application:
    """Return an application in each state, with a note, a message where allowed, and a record with a shared person."""
    ada = seller()
    # The officer who proposed a denial sees more of the denial than others.
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
    on_team(twin, "viewer", ada)
    match_keys_refresh(shipper_ids=[twin.pk])
    return application


def count_queries(client: Client, url: str, panels: list[str]) -> dict[tuple[str, ...], int]:
    """Count the queries of each panel, alone and with each action refused beside the panel."""
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
                queries = [query for query in captured if not FREE_STATEMENTS.search(query["sql"])]
                counted["POST", name, panel] = len(queries)
    return counted


def test_pages_of_an_application_and_its_business_take_under_twenty_queries(
    supervisor_desk: Client, application: Application
):
    review = count_queries(
        supervisor_desk, reverse("admin:applications_application_change", args=[application.pk]), list(PANELS)
    )
    assert ("POST", "note", "vetting") in review
    business = count_queries(
        supervisor_desk, reverse("admin:shippers_shipper_change", args=[application.shipper_id]), list(OF_SHIPPERS)
    )
    assert len(business) >= len(OF_SHIPPERS)
    assert {what: count for what, count in review.items() if count > MAX_QUERIES} == {}
    assert {what: count for what, count in business.items() if count > MAX_QUERIES} == {}


def test_comparison_of_two_records_takes_under_twenty_queries(supervisor_desk: Client, supervisor: User):
    one, other = (answers.approved(supervisor, seller(f"{name}@shop.example")).shipper_id for name in ("one", "two"))
    deliver()
    url = reverse("admin:shippers_merge", args=[one, other])
    supervisor_desk.get(url)
    for ask in (lambda: supervisor_desk.get(url), lambda: supervisor_desk.post(url, {"keep": one, "reason": ""})):
        with CaptureQueriesContext(connection) as captured:
            ask()
        assert len(captured) <= MAX_QUERIES


DUE_PROCESS_RECORDS: dict[str, Callable[[User], Model]] = {
    "demotion": lambda _officer: due_process.propose_demotion(),
    "to confirm": lambda _officer: due_process.propose_suspension(),
    "suspended": lambda _officer: due_process.suspend_at_once(),
    "responded": lambda _officer: due_process.respond_to_notice(due_process.suspend_at_once()),
    "appeal": due_process.appeal_demotion,
    "plan": due_process.open_plan,
    "missed plan": due_process.miss_plan,
    "appeal of a suspension": due_process.appeal_suspension,
    "review of conditions": due_process.ask_for_review,
    "visit": lambda _officer: visit_with_answers(),
}


def visit_with_answers() -> Model:
    shipper = enrolled(tier=0)
    return answered(due_process.owner_of(shipper), shipper).finding.visit


@pytest.mark.parametrize("make", DUE_PROCESS_RECORDS)
def test_pages_of_due_process_take_under_twenty_queries(supervisor_desk: Client, make: str):
    record = DUE_PROCESS_RECORDS[make](answers.officer())
    opts = record._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    counted = count_queries(supervisor_desk, url, ["", "&happened=all"])
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}


def open_with_comment(author: User, publisher: User) -> Policy:
    policy = opened(author, publisher, TAKES)
    member = enrolled(tier=2)
    commenter = Commenter(shipper_id=member.pk, user=due_process.owner_of(member))
    comment_record(commenter=commenter, version=policy.version, text="Why?")
    return policy


POLICIES: dict[str, Callable[[User, User], Policy]] = {
    "draft": lambda author, _publisher: drafted(author, TAKES),
    "in review": lambda author, _publisher: submitted(author, drafted(author, TAKES)),
    "open": open_with_comment,
    "in force": lambda _author, _publisher: policy_on(clock.today()),
}


@pytest.mark.parametrize("make", POLICIES)
def test_pages_of_policies_take_under_twenty_queries(make: str):
    author, publisher = (staff("policy manager", email=f"{who}@staff.example") for who in ("author", "publisher"))
    policy = POLICIES[make](author, publisher)
    client, page = signed_in(publisher), reverse("admin:policy_policy_change", args=[policy.pk])
    addresses = [page, reverse("admin:policy_policy_changelist"), reverse("admin:policy_policy_compare")]
    if make == "draft":
        addresses.append(reverse("admin:policy_policy_edit", args=[policy.pk, "clocks"]))
    client.get(page)
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= MAX_QUERIES, address


@pytest.mark.parametrize("make", [due_process.propose_demotion, due_process.suspend_at_once])
def test_page_of_a_member_with_a_proposed_change_takes_under_twenty_queries(
    supervisor_desk: Client, make: Callable[[], ProposedChange]
):
    shipper_id = make().shipper_id
    Standing.objects.filter(pk=shipper_id).update(validated=True)
    counted = count_queries(
        supervisor_desk, reverse("admin:shippers_shipper_change", args=[shipper_id]), list(OF_SHIPPERS)
    )
    assert {what: count for what, count in counted.items() if count > MAX_QUERIES} == {}
