"""The calendar of visits: by region and by officer, over six weeks from any day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.desk.visit_calendar import WEEKS
from apps.shippers.models import Address, Shipper
from apps.validations.services import visit_cancel
from tests.desk.pages import page_of
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of
from tests.validations.visits import WORDS, officer_of_visits, plan

pytestmark = pytest.mark.shipper(months=5)
PAGE = "admin:validations_visit_calendar"


@pytest.fixture
def auditor_desk() -> Client:
    return signed_in(staff("auditor"))


def placed(shipper: Shipper, region: str, kind: str = "packing") -> Shipper:
    Address.objects.create(shipper=shipper, kind=kind, street="1 Main St", city="Reno", region=region, country="US")
    return shipper


def rows(client: Client, **asked: str) -> dict[str, list[list[str]]]:
    """Return the names of the businesses of each row and week, by the name of the row."""
    context = client.get(reverse(PAGE), asked).context
    assert len(context["weeks"]) == WEEKS
    return {row.name: [[str(visit.shipper) for visit in week] for week in row.weeks] for row in context["rows"]}


def test_visits_stand_in_the_week_and_the_region_of_the_packing_site(auditor_desk: Client, shipper: Shipper) -> None:
    placed(placed(shipper, "CA", kind="registered"), "NV")
    visit = plan(shipper, days=40)
    [(name, weeks)] = rows(auditor_desk, since=visit.day.isoformat()).items()
    assert name == "United States of America, NV"
    assert weeks == [[str(shipper)], *([] for _week in range(WEEKS - 1))]
    week_before = (visit.day - timedelta(days=7)).isoformat()
    assert rows(auditor_desk, since=week_before)[name][1] == [str(shipper)]
    assert rows(auditor_desk, since=(visit.day + timedelta(days=7)).isoformat()) == {}
    assert page_of(visit) in auditor_desk.get(reverse(PAGE), {"since": week_before}).content.decode()


def test_rows_by_officer_have_the_visits_that_each_leads(auditor_desk: Client, shipper: Shipper) -> None:
    lead, other = officer_of_visits(), staff("officer", email="leads@staff.example")
    second = member_of(seller("second@shop.example"), months=1)
    first_visit = plan(shipper, days=40)
    plan(second, actor=lead, lead=other, days=41)
    found = rows(auditor_desk, by="officer", since=first_visit.day.isoformat())
    assert {name: sum(map(len, weeks)) for name, weeks in found.items()} == {str(lead): 1, str(other): 1}


def test_closed_visits_are_left_out(auditor_desk: Client, shipper: Shipper) -> None:
    visit = plan(shipper, days=40)
    visit_cancel(actor=officer_of_visits(), visit_id=visit.pk, **WORDS)
    assert rows(auditor_desk, since=visit.day.isoformat()) == {}


@pytest.mark.parametrize("asked", [{"since": "9999-12-31"}, {"since": "x"}, {"by": "planet"}])
def test_what_can_not_be_read_is_pointed_out(auditor_desk: Client, asked: dict[str, str]) -> None:
    answer = auditor_desk.get(reverse(PAGE), asked)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_list_of_visits_leads_to_the_calendar(auditor_desk: Client) -> None:
    assert reverse(PAGE) in auditor_desk.get(reverse("admin:validations_visit_changelist")).content.decode()
