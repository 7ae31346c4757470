"""Work that time alone brings: members due for a visit, planned days that have come, overdue actions."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.validations import services
from apps.validations.rules import AHEAD_DAYS
from apps.validations.selectors import validation_due_of, validations_due
from apps.work.models import Item
from apps.work.selectors import items_open
from tests.people import seller
from tests.portal.members import entry, member_of
from tests.validations.visits import WORDS, action, held, plan

pytestmark = pytest.mark.shipper(months=5)


def on(day: date) -> Any:
    return clock.at(datetime.combine(day, time(12), clock.PROGRAM_ZONE))


def waiting(kind: str) -> list[Item]:
    return list(items_open().filter(kind=kind))


def test_a_member_is_due_within_a_year_of_certification_and_four_of_validation(shipper: Shipper) -> None:
    enrolled = shipper.program_entries.get(kind="enrolled").date
    assert validation_due_of(shipper.pk).by == clock.anniversary(enrolled, 12)
    entry(shipper, clock.today(), "validated")
    assert validation_due_of(shipper.pk).by.year == clock.today().year + 4
    assert validation_due_of(Shipper.objects.create().pk) is None


def test_what_falls_due_waits_once_until_a_visit_is_planned(visitor: User, shipper: Shipper) -> None:
    by = validation_due_of(shipper.pk).by
    with on(by - timedelta(days=AHEAD_DAYS + 1)):
        assert services.visit_work_update() == 0
    # Nothing ran for some days.
    with on(by - timedelta(days=AHEAD_DAYS - 5)):
        assert [services.visit_work_update(), services.visit_work_update()] == [1, 0]
        (item,) = waiting("validation_due")
        assert (item.subject_type, item.subject_id, clock.day_of(item.due_at)) == ("shipper", shipper.pk, by)
        visit = plan(shipper)
        assert waiting("validation_due") == []
        assert services.visit_work_update() == 0
        services.visit_cancel(actor=visitor, visit_id=visit.pk, **WORDS)
        assert services.visit_work_update() == 1
        entry(shipper, clock.today(), "validated")
        services.visit_work_update()
        assert waiting("validation_due") == []


def test_many_fall_due_in_as_many_statements_as_one(django_assert_max_num_queries) -> None:
    members = [member_of(seller(f"owner{number}@shop.example"), months=11) for number in range(8)]
    with django_assert_max_num_queries(25):
        assert services.visit_work_update() == len(members)
    due = {item.subject_id: clock.day_of(item.due_at) for item in waiting("validation_due")}
    assert due == {member.pk: validation_due_of(member.pk).by for member in members}


def test_who_rests_or_left_is_not_due(shipper: Shipper) -> None:
    with on(validation_due_of(shipper.pk).by):
        services.visit_work_update()
        Standing.objects.filter(pk=shipper.pk).update(status="removed")
        services.visit_work_update()
        assert waiting("validation_due") == []


def test_the_day_of_a_visit_comes(visitor: User, shipper: Shipper) -> None:
    visit = plan(shipper)
    services.visit_work_update()
    assert waiting("visit") == []
    with on(visit.day + timedelta(days=2)):
        services.visit_work_update()
        services.visit_work_update()
        (item,) = waiting("visit")
        assert (item.subject_id, item.holder, clock.day_of(item.due_at)) == (visit.pk, visitor, visit.day)


def test_an_overdue_action_waits_until_more_time_is_given(visitor: User, shipper: Shipper) -> None:
    visit = held(shipper, action(10), action(20))
    with on(clock.today() + timedelta(days=10)):
        services.visit_work_update()
        assert waiting("visit_action") == []
    with on(clock.today() + timedelta(days=11)):
        services.visit_work_update()
        assert [item.subject_id for item in waiting("visit_action")] == [visit.pk]
        finding = visit.findings.earliest("due")
        services.action_extend(
            actor=visitor, finding_id=finding.pk, due=clock.today() + timedelta(days=30), text="Agreed.", language="en"
        )
        assert waiting("visit_action") == []
        services.visit_work_update()
        assert waiting("visit_action") == []


def test_how_many_are_watched_does_not_change_the_number_of_queries(
    shipper: Shipper, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        member_of(seller(f"seller{number}@shop.example"), months=1, monthly=0)
    with on(validation_due_of(Shipper.objects.latest("pk").pk).by):
        validations_due()
        with django_assert_num_queries(2):
            assert len(validations_due()) == 4
        services.visit_work_update()
        with django_assert_num_queries(7):
            assert services.visit_work_update() == 0
