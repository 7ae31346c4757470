"""The panel of the past of a business at the desk: one day, by what was known then and by what is known now."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from apps.core import clock
from apps.core.templatetags import display
from apps.ledger.services import control_bind, control_free
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_change, standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.models import Standing
from apps.standing.selectors import change_in_force, parts_since
from apps.standing.services import standing_enroll
from tests.evaluation.ledger import entry, member, parcels, violation

DAY = 40


def days_ago(days: int) -> date:
    return clock.add_days(clock.today(), -days)


@pytest.fixture
def aged() -> Shipper:
    """Make a member of which a violation and an annual review became known only after the day that is asked about."""
    start = clock.add_months(clock.today(), -8)
    with clock.at(clock.start_of(start)):
        made = member(start)
        standing_enroll(shipper_ids=[made.pk])
        parcels(made, start, 12, drawn="clean")
    with clock.at(clock.start_of(days_ago(30))):
        violation(made, days_ago(DAY + 5), category="origin")
    with clock.at(clock.start_of(days_ago(20))):
        entry(made, days_ago(DAY + 1), "annual_review")
    with clock.at(clock.start_of(days_ago(19))):
        parcels(made, days_ago(DAY), 2)
    return made


def panel(client: Client, shipper: Shipper, **asked: str) -> str:
    response = client.get(reverse("admin:shippers_shipper_change", args=[shipper.pk]), {"panel": "past", **asked})
    assert response.status_code == 200
    return response.content.decode().partition('id="panel"')[2]


def test_both_sides_of_a_day_stand_beside_each_other_with_the_entries_that_differ(desk, aged):
    html = panel(desk, aged, as_of=days_ago(DAY).isoformat())

    for words in ("under policy version 1", "By what was known at", "By what is known now", "Active", "Tier held"):
        assert words in html
    assert "Violation" in html
    assert "Annual review done on" in html
    assert "parcels +2" in html
    assert "parcels of the business at random" in html
    assert not re.search(r"\b[Yy]ours?\b|\b[Yy]ou\b", re.sub(r"<[^>]+>", " ", html))
    assert "Nothing that a rule reads." in html
    assert "differs" in html


def test_a_day_that_was_known_before_says_that_nothing_came_in_between(desk, aged):
    html = panel(desk, aged, as_of=days_ago(5).isoformat(), known_at=days_ago(1).isoformat())

    assert "Both sides say the same." in html
    assert "(<strong>differs" not in html


def test_freeing_of_another_number_is_among_the_entries_that_differ(desk, aged):
    with clock.at(clock.start_of(days_ago(17))):
        other = member(clock.add_months(clock.today(), -8))
        control_bind(shipper_ids=[aged.pk, other.pk], control=4)
        parcels(other, days_ago(18), 4, drawn="clean")
    with clock.at(clock.start_of(days_ago(2))):
        control_free(shipper_id=other.pk)
    html = panel(desk, aged, as_of=days_ago(16).isoformat(), known_at=days_ago(10).isoformat())
    assert "Another number of the same control: Judged alone again" in html
    assert "Both sides say the same." not in html


def test_since_in_the_past_is_the_since_of_the_standing(desk, aged):
    """A later change of the tier does not begin the status anew."""
    with clock.at(clock.start_of(days_ago(18))):
        standing_change(standing_lock(aged.pk), "promote", ChangeReason.TIER_EARNED, tier=1)
    standing = Standing.objects.get(pk=aged.pk)
    html = panel(desk, aged, as_of=days_ago(0).isoformat())
    assert standing.status_since < standing.tier_since
    for part, moment in parts_since(change_in_force(aged.pk, clock.now())).items():
        assert moment == getattr(standing, part)
        assert f"since {display.moment(localtime(moment))}" in html, part


def test_a_day_before_the_enrollment_was_of_no_member(desk, aged):
    html = panel(desk, aged, as_of=clock.add_days(clock.add_months(clock.today(), -9), 3).isoformat())
    assert html.count("Not enrolled") == 2


def test_the_last_day_of_the_month_before_is_shown_unless_another_is_chosen(desk, aged):
    html = panel(desk, aged)
    assert f'value="{clock.add_days(clock.month_of(clock.today()), -1).isoformat()}"' in html
    assert "By what is known now" in html


@pytest.mark.parametrize("day", ["nonsense", "2999-01-01"])
def test_a_day_that_can_not_be_is_refused_beside_its_field(desk, aged, day):
    html = panel(desk, aged, as_of=day)
    assert "errorlist" in html
    assert "By what is known now" not in html


def test_a_day_before_the_first_policy_says_so(desk, aged):
    assert "No policy was in force on 1999-01-01." in panel(desk, aged, as_of="1999-01-01")


def test_queries_are_as_many_for_many_steps_as_for_few(desk, aged):
    asked = {"as_of": days_ago(DAY).isoformat()}
    panel(desk, aged, **asked)
    with CaptureQueriesContext(connection) as few:
        panel(desk, aged, **asked)
    for days in (9, 8, 7, 6):
        with clock.at(clock.start_of(days_ago(days))):
            violation(aged, days_ago(DAY + days), category="classification")
            parcels(aged, days_ago(DAY + days), 2, drawn="clean")
    with CaptureQueriesContext(connection) as many:
        panel(desk, aged, **asked)
    assert len(many) <= len(few)


def test_business_that_is_not_enrolled_has_a_past_without_a_standing(desk):
    assert "Not enrolled" in panel(desk, Shipper.objects.create(name="Newcomer"))
