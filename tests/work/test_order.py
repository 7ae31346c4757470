"""The order of work: late and grave work first, and nothing late that no list calls late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.ledger.work import gravest_violations
from apps.shippers.models import Shipper
from apps.work import kinds, selectors, services
from apps.work.models import Item, Severity
from apps.work.services.items import _within_promise
from tests.desk import due_process
from tests.outbox import deliver
from tests.people import staff

TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("review", "Review", url=lambda item: "/", target_days=5)
    kinds.register("letter", "Letter", url=lambda item: "/", severity=Severity.MINOR)
    kinds.register("suspension", "Suspension", url=lambda item: "/", severity=Severity.CRITICAL)


def open_item(number: int, kind: str = "review", **fields: object) -> Item:
    return services.item_open(kind=kind, subject=("application", number), title=f"Item {number}", **fields)


def late_target() -> Item:
    """Open an item 550 days ago that has a target and no promised day."""
    with clock.at(clock.now() - timedelta(days=550)):
        return open_item(1)


def test_item_past_its_target_is_overdue_though_nothing_was_promised():
    late_target()
    assert Item.objects.filter(selectors.overdue()).count() == 1
    assert not Item.objects.filter(selectors.promise_broken()).exists()


def test_late_target_is_served_before_work_that_is_due_far_ahead():
    late, officer = late_target(), staff("officer")
    far = open_item(2, "letter", due_at=clock.now() + timedelta(days=400))
    undated = open_item(3, "letter")
    assert list(selectors.items_open()) == [late, far, undated]
    assert services.work_claim_next(actor=officer) == late
    assert services.work_claim_next(actor=officer) == far


def test_work_that_waits_on_the_seller_comes_last():
    now = clock.now()
    waiting = open_item(1, due_at=now - timedelta(days=90))
    services.item_pause(kind="review", subject=("application", 1))
    ahead, undated = open_item(2, due_at=now + timedelta(days=90)), open_item(3, "letter")
    assert list(selectors.items_open()) == [ahead, undated, waiting]


def test_late_work_is_ordered_by_severity_then_risk_then_lateness():
    now = clock.now()
    oldest = open_item(1, due_at=now - timedelta(days=30))
    late = open_item(2, due_at=now - timedelta(days=2))
    risky = open_item(3, due_at=now - timedelta(days=1))
    grave = open_item(4, "suspension", due_at=now - timedelta(hours=1))
    Item.objects.filter(pk=risky.pk).update(risk=Severity.MAJOR)
    soon = open_item(5, "suspension", due_at=now + timedelta(days=1))
    assert list(selectors.items_open()) == [grave, risky, oldest, late, soon]


def test_target_never_falls_after_the_promised_day():
    """Five working days from the Tuesday before Thanksgiving end eight days later; the promise ends after five."""
    with clock.at(TUESDAY):
        item = open_item(1, due_at=TUESDAY + timedelta(days=5))
    assert item.target_on == clock.day_of(TUESDAY + timedelta(days=5))
    with clock.at(TUESDAY + timedelta(days=1)):
        services.item_pause(kind="review", subject=("application", 1))
    with clock.at(TUESDAY + timedelta(days=2)):
        services.item_resume(kind="review", subject=("application", 1))
    item.refresh_from_db()
    assert item.target_on <= clock.day_of(item.due_at)


@given(
    target=st.none() | st.dates(), due=st.none() | st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year > 1)
)
def test_target_of_any_item_is_at_most_the_promised_day(target: object, due: object):
    found = _within_promise(target, due)
    assert (found is None) == (target is None)
    assert found is None or (found <= target and (due is None or found <= clock.day_of(due)))


def test_day_of_a_target_ends_in_new_york():
    with clock.at(TUESDAY):
        item = open_item(1)
    with clock.at(clock.end_of(item.target_on) - timedelta(minutes=1)):
        assert not Item.objects.filter(selectors.overdue()).exists()
    with clock.at(clock.end_of(item.target_on) + timedelta(minutes=1)):
        assert Item.objects.filter(selectors.overdue()).exists()


def test_business_has_the_risk_of_its_gravest_violation_that_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    shipper_id = due_process.propose_demotion().shipper_id
    item = open_item(1, "question", shipper_id=shipper_id)
    before = gravest_violations([shipper_id]).get(shipper_id, Severity.NONE)
    assert item.risk == before < Severity.CRITICAL
    due_process.report_critical_violation(Shipper.objects.get(pk=shipper_id))
    deliver()
    item.refresh_from_db()
    assert item.risk == Severity.CRITICAL == gravest_violations([shipper_id])[shipper_id]


days = st.none() | st.integers(-40, 40)


@given(
    items=st.lists(st.tuples(days, days, st.booleans(), st.sampled_from(Severity), st.sampled_from(Severity))),
    most=st.integers(1, 5),
)
def test_first_items_are_those_of_the_whole_order(
    items: list[tuple[int | None, int | None, bool, Severity, Severity]], most: int
):
    now = clock.now()
    Item.objects.all().delete()
    Item.objects.bulk_create(
        Item(
            kind="review",
            subject_type="application",
            subject_id=number,
            title=f"Item {number}",
            severity=severity,
            risk=risk,
            opened_at=now - timedelta(days=number % 5),
            due_at=None if due is None else now + timedelta(days=due),
            target_on=None if target is None else clock.add_days(clock.today(), target),
            paused_at=now if paused else None,
        )
        for number, (due, target, paused, severity, risk) in enumerate(items)
    )
    with clock.at(now):
        waiting = selectors.items_open()
        assert list(selectors.first_in_order(waiting, most)[:most]) == list(waiting[:most])
