"""Special operations: who plans and reports, counts that agree, and the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.operations.models import Operation
from apps.operations.services import operation_call_off, operation_plan, operation_report
from apps.work.models import Item
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db
COUNTS = {"looked_at": 900, "opened": 100, "wrong": 43, "seized": 5, "results": "Many knives marked as spoons."}


@pytest.fixture
def supervisor() -> User:
    return staff("supervisor")


def planned(supervisor: User, **given: Any) -> Operation:
    typed = {
        "name": "Night mail",
        "place": "New York, hall 3",
        "first_day": clock.today(),
        "last_day": clock.today() + timedelta(days=2),
        "rule": "Every parcel without a maker.",
    }
    return operation_plan(actor=supervisor, **typed | given)


def test_an_operation_is_planned_waits_and_is_reported(supervisor: User) -> None:
    operation = planned(supervisor)
    item = Item.objects.get(kind="operation", subject_id=operation.pk)
    assert item.due_at == clock.end_of(clock.add_days(operation.last_day, 14))
    operation_report(actor=staff("officer"), operation_id=operation.pk, **COUNTS)
    item.refresh_from_db()
    operation.refresh_from_db()
    assert item.closed_at is not None
    assert (operation.state, operation.opened, operation.wrong) == ("reported", 100, 43)
    with pytest.raises(Conflict):
        operation_call_off(actor=supervisor, operation_id=operation.pk, reasons="Late.")


def test_results_wait_for_the_first_day(supervisor: User) -> None:
    later = clock.today() + timedelta(days=3)
    operation = planned(supervisor, first_day=later, last_day=later)
    with pytest.raises(Conflict, match="first day"):
        operation_report(actor=supervisor, operation_id=operation.pk, **COUNTS)
    operation_call_off(actor=supervisor, operation_id=operation.pk, reasons="No staff.")


@pytest.mark.parametrize(("name", "count"), [("opened", 901), ("wrong", 101), ("seized", 44)])
def test_counts_that_can_not_be_are_refused(name: str, count: int, supervisor: User) -> None:
    operation = planned(supervisor)
    with pytest.raises(Invalid) as refused:
        operation_report(actor=supervisor, operation_id=operation.pk, **COUNTS | {name: count})
    assert set(refused.value.fields) == {name}


def test_days_are_in_order(supervisor: User) -> None:
    with pytest.raises(Invalid):
        planned(supervisor, last_day=clock.today() - timedelta(days=1))


@pytest.mark.parametrize("role", ["officer", "policy manager", "analyst", "auditor", "agency officer"])
def test_only_those_who_assign_work_plan(role: str) -> None:
    with pytest.raises(NotAllowed):
        planned(staff(role))


def test_the_desk_plans_and_reports(supervisor: User) -> None:
    client, day = signed_in(supervisor), clock.today().isoformat()
    typed = {"name": "Night mail", "place": "Hall 3", "first_day": day, "last_day": day, "rule": "No maker."}
    assert client.post(reverse("admin:operations_operation_add"), typed).status_code == 302
    path = reverse("admin:operations_operation_change", args=[Operation.objects.get().pk])
    told = {"act": "report"} | {f"report-{name}": value for name, value in COUNTS.items()}
    assert client.post(path, told).status_code == 302
    page = client.get(path).content.decode()
    assert "Many knives" in page
    assert "say nothing of other parcels" in page
    assert signed_in(staff("agency officer")).get(path).status_code == 403


def test_days_out_of_order_are_refused_beside_the_field_in_words(supervisor: User) -> None:
    form = {
        "name": "Night mail",
        "place": "Hall 3",
        "first_day": "2026-12-05",
        "last_day": "2026-12-01",
        "rule": "All.",
    }
    page = signed_in(supervisor).post(reverse("admin:operations_operation_add"), form)
    errors = page.context["adminform"].form.errors
    assert errors == {"last_day": ["The last day comes before the first. Choose a later one."]}
