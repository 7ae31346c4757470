"""Special operations: who plans and reports, counts that agree, and the page."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.operations.models import Operation
from apps.agencies.operations.selectors import counts_compared
from apps.agencies.operations.services import operation_call_off, operation_plan, operation_report
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.evaluation.ledger import parcels, recording
from tests.markup import assert_valid, main_of
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of
from tests.refusals import refused

COUNTS = {"looked_at": 900, "opened": 100, "wrong": 43, "seized": 5, "results": "Many knives marked as spoons."}


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
    with refused(name):
        operation_report(actor=supervisor, operation_id=operation.pk, **COUNTS | {name: count})


def test_days_are_in_order(supervisor: User) -> None:
    with pytest.raises(InvalidInput):
        planned(supervisor, last_day=clock.today() - timedelta(days=1))


@pytest.mark.parametrize("role", ["officer", "policy manager", "analyst", "auditor", "agency officer"])
def test_only_those_who_assign_work_plan(role: str) -> None:
    with pytest.raises(NotAllowed):
        planned(staff(role))


def test_the_desk_plans_and_reports(supervisor: User) -> None:
    client, day = signed_in(supervisor), clock.today().isoformat()
    typed = {"name": "Night mail", "place": "Hall 3", "first_day": day, "last_day": day, "rule": "No maker."}
    assert client.post(reverse("admin:agencies_operation_add"), typed).status_code == 302
    path = reverse("admin:agencies_operation_change", args=[Operation.objects.get().pk])
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
    page = signed_in(supervisor).post(reverse("admin:agencies_operation_add"), form)
    errors = page.context["adminform"].form.errors
    assert errors == {"last_day": ["The last day comes before the first. Choose a later one."]}


def examined(shipper: Shipper, day: date, count: int = 1, **given: Any) -> None:
    """Report parcels that an agency opened in a special operation at port 4701."""
    exam = {"issuer": "usps", "examined": True, "exam_basis": "operation", "exam_result": "clean", "port": "4701"}
    parcels(shipper, day, count, recorded=recording("cbp", ReporterKind.AGENCY), **exam | given)


class TestCounts:
    """The counts of officers beside the exams that were reported with the basis of an operation."""

    @pytest.fixture
    def fresh_member(self) -> Shipper:
        return member_of(seller(), months=0)

    def test_exams_of_the_basis_at_the_port_on_the_days_are_counted(self, supervisor, fresh_member):
        today = clock.today()
        operation = planned(supervisor, port=" 4701 ", first_day=today - timedelta(days=2), last_day=today)
        examined(fresh_member, today, 3)
        examined(fresh_member, today, exam_result="discrepant", disposition="seized")
        examined(fresh_member, today, exam_result="discrepant")
        # Not of the operation: another port, another basis, other days.
        examined(fresh_member, today, port="2704")
        examined(fresh_member, today, exam_basis="random")
        examined(fresh_member, today - timedelta(days=3))
        counts = [(row.recorded, row.reported) for row in counts_compared(operation)]
        assert counts == [(None, 5), (None, 2), (None, 1)]

    def test_the_day_of_arrival_counts_before_that_of_the_shipment(self, supervisor, fresh_member):
        today = clock.today()
        operation = planned(supervisor, port="4701", first_day=today, last_day=today)
        arrived = datetime.combine(today, time(0, 30), clock.PROGRAM_ZONE).isoformat()
        examined(fresh_member, today - timedelta(days=20), arrived_at=arrived)
        before = datetime.combine(today - timedelta(days=1), time(23, 30), clock.PROGRAM_ZONE).isoformat()
        examined(fresh_member, today - timedelta(days=1), arrived_at=before)
        assert counts_compared(operation)[0].reported == 1

    def test_a_parcel_that_is_amended_counts_as_it_is_now(self, supervisor, fresh_member):
        today = clock.today()
        operation = planned(supervisor, port="4701", first_day=today, last_day=today)
        examined(fresh_member, today, reference="AMENDED")
        examined(fresh_member, today, reference="AMENDED", exam_result="discrepant")
        assert [row.reported for row in counts_compared(operation)] == [1, 1, 0]

    def test_the_page_says_by_how_many_the_reports_differ(self, supervisor, fresh_member):
        today = clock.today()
        operation = planned(supervisor, port="4701", first_day=today, last_day=today)
        examined(fresh_member, today, 2)
        operation_report(
            actor=supervisor, operation_id=operation.pk, looked_at=9, opened=3, wrong=0, seized=0, results="Toys."
        )
        page = signed_in(supervisor).get(reverse("admin:agencies_operation_change", args=[operation.pk]))
        text = page.content.decode()
        assert "1 is not reported" in text
        assert text.count("They agree") == 2
        assert_valid(main_of(text))

    def test_an_operation_without_a_port_compares_nothing(self, supervisor):
        operation = planned(supervisor)
        assert counts_compared(operation) == []
        page = signed_in(supervisor).get(reverse("admin:agencies_operation_change", args=[operation.pk]))
        assert "names no port" in page.content.decode()
