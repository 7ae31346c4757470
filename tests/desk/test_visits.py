"""Validation visits at the desk: planned on the page of a business, recorded and closed on the page of the visit."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.validations.models import Finding, Visit, VisitState
from apps.validations.services import visit_work_update
from tests.applications.answers import PDF
from tests.desk.pages import action_data, confirm, page_of
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of, settle
from tests.validations.visits import action, answered, held, plan

pytestmark = pytest.mark.shipper(months=5)
LIST = "admin:validations_visit_changelist"


@pytest.fixture
def visitor_desk(visitor: User) -> Client:
    return signed_in(visitor)


def test_visit_is_planned_on_the_page_of_the_business(visitor_desk: Client, visitor: User, shipper: Shipper) -> None:
    given = {
        "kind": "first",
        "form": "on_site",
        "day": clock.add_days(clock.today(), 10).isoformat(),
        "place": "1 Main St",
        "text": "How you pack.",
        "language": "en",
    }
    refused = visitor_desk.post(page_of(shipper), action_data("plan_visit", **given))
    assert refused.status_code == 422
    assert "told 30 days ahead" in refused.content.decode()
    assert "How you pack." in refused.content.decode()
    visitor_desk.post(page_of(shipper), action_data("plan_visit", agreed="on", **given))
    visit = Visit.objects.get()
    assert (visit.shipper, visit.lead, visit.purpose) == (shipper, visitor, "How you pack.")
    assert "is open already" in visitor_desk.get(page_of(shipper)).content.decode()
    assert page_of(visit) in visitor_desk.get(reverse(LIST)).content.decode()


@pytest.mark.slow
def test_page_offers_the_actions_of_the_transition_table(
    visitor_desk: Client, ada: User, visitor: User, shipper: Shipper
) -> None:
    def find_offered_actions(visit: Visit, who: Client = visitor_desk) -> set[str]:
        return {name for name, act, _form in who.get(page_of(visit)).context["actions"] if not act.blocked}

    visit = plan(shipper)
    assert find_offered_actions(visit) == {"reschedule", "cancel", "hold"}, "it may take place early"
    assert find_offered_actions(visit, signed_in(staff("auditor"))) == set()
    Visit.objects.filter(pk=visit.pk).update(state="cancelled")
    visit = held(shipper, action())
    finding = visit.findings.get()
    assert find_offered_actions(visit) == {"add", "refuse", f"extend-{finding.pk}"}
    Finding.objects.filter(pk=finding.pk).update(state="accepted")
    assert find_offered_actions(visit) == {"add", "refuse", "validate"}
    on_team(shipper, "viewer", visitor)
    assert find_offered_actions(visit) == set()


@pytest.mark.slow
def test_visit_is_recorded_with_findings_and_a_report(visitor_desk: Client, visitor: User, shipper: Shipper) -> None:
    with clock.at(clock.now() - timedelta(days=41)):
        visit = plan(shipper)
    today, due = clock.today().isoformat(), clock.add_days(clock.today(), 30).isoformat()
    rows = {"kind_1": "action", "text_1": "Lock the room.", "due_1": due, "kind_3": "advice", "text_3": "Label it."}
    faulty = visitor_desk.post(
        page_of(visit), action_data("hold", held_on=today, **rows | {"due_1": "", "text_2": "What?"})
    )
    assert faulty.status_code == 422
    assert set(faulty.context["attempt"].form.errors) == {"due_1", "kind_2"}
    report = SimpleUploadedFile("report.pdf", PDF)
    visitor_desk.post(page_of(visit), action_data("hold", held_on=today, file=report, **rows))
    visit.refresh_from_db()
    assert visit.state == VisitState.VISITED
    assert [(found.kind, found.text) for found in visit.findings.order_by("pk")] == [
        ("action", "Lock the room."),
        ("advice", "Label it."),
    ]
    file = visit.files.get()
    answer = visitor_desk.get(page_of(visit)).content.decode()
    for words in ("Lock the room.", "Label it.", "report.pdf", reverse("admin:validations_visit_file", args=[file.pk])):
        assert words in answer
    assert visitor_desk.get(reverse("admin:validations_visit_file", args=[file.pk])).status_code == 200


@pytest.mark.slow
def test_visit_is_closed_after_its_answers_are_accepted(visitor_desk: Client, ada: User, shipper: Shipper) -> None:
    answer = answered(ada, shipper)
    visit = answer.finding.visit
    html = visitor_desk.get(page_of(visit)).content.decode()
    for words in ("It has a lock since Monday.", "Who has keys?", "lock.pdf"):
        assert words in html
    Finding.objects.filter(visit=visit, kind="action").update(state="answered")
    first, second = visit.findings.filter(kind="action").order_by("pk")
    early = visitor_desk.post(page_of(visit), action_data("validate", text="Good.", language="en"))
    assert early.status_code == 302, "a button that is not there is told of on the page"
    assert Visit.objects.get(pk=visit.pk).state == VisitState.VISITED
    second.answers.create(text="Labelled.", language="en", by=ada)
    Finding.objects.filter(pk=first.pk).update(state="accepted")
    visitor_desk.post(page_of(visit), action_data(f"accept-{second.pk}"))
    confirm(visitor_desk, page_of(visit), action_data("validate", text="All is in order.", language="en"))
    settle()
    assert Standing.objects.get(pk=shipper.pk).validated
    assert "All is in order." in visitor_desk.get(page_of(visit)).content.decode()


@pytest.mark.parametrize("when", ["soon", "come", "late"])
def test_list_is_filtered_by_deadline(when: str, visitor_desk: Client, shipper: Shipper) -> None:
    planned = plan(shipper, days=20, agreed=True)
    other = held(member_of(seller("bo@shop.example"), months=1), action(5))
    with clock.at(clock.now() + timedelta(days=0 if when == "soon" else 21)):
        listed = {visit.pk for visit in visitor_desk.get(reverse(LIST), {"when": when}).context["cl"].result_list}
    assert listed == {other.pk if when == "late" else planned.pk}


def test_work_item_links_to_the_visit(visitor_desk: Client, shipper: Shipper) -> None:
    visit = plan(shipper)
    with clock.at(clock.now() + timedelta(days=41)):
        visit_work_update()
    assert page_of(visit) in visitor_desk.get(reverse("admin:work_item_changelist")).content.decode()


def test_pages_of_visits_take_under_twenty_queries(
    visitor_desk: Client, ada: User, shipper: Shipper, django_assert_max_num_queries: Any
) -> None:
    visit = answered(ada, shipper).finding.visit
    visitor_desk.get(page_of(visit))
    for page in (page_of(visit), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert visitor_desk.get(page).status_code == 200
