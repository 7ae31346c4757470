"""Work that its holder puts aside until a day: it comes back by itself, and never hides that it is late."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.models import Event
from apps.work import kinds, selectors, services
from apps.work.models import Item
from tests.people import staff

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TODAY = clock.day_of(NOW)
SUBJECT = ("application", 0)
_numbers = count(1)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("review", "Review", url=lambda item: "/")


def held(officer: User, **fields: object) -> Item:
    """Open a work item that the officer holds."""
    return services.item_open(kind="review", subject=SUBJECT, title="Item", holder=officer, **fields)


def put_aside(officer: User, days: int, **given: object) -> None:
    services.case_put_aside(actor=officer, subject=SUBJECT, until=TODAY + timedelta(days=days), **given)


def counts(officer: User) -> tuple[int, int]:
    """Return how many items are in the work of an officer, and how many are put aside, as the home counts them."""
    counted = selectors.waiting_counts(officer, 10)
    assert counted["mine"] == selectors.items_in_hand(officer).count()
    return counted["mine"], selectors.items_of_holder(officer).filter(selectors.aside()).count()


def test_work_that_is_put_aside_leaves_the_own_work_and_comes_back_on_its_day(officer: User):
    with clock.at(NOW):
        held(officer)
        put_aside(officer, 3, note="Wait for the laboratory.")
        assert counts(officer) == (0, 1)
        [item] = selectors.items_open()
        assert (item.is_aside, item.aside_note) == (True, "Wait for the laboratory.")
        assert Event.objects.get(kind="work.put_aside").payload["until"] == "2026-11-27"
    with clock.at(NOW + timedelta(days=2)):
        assert counts(officer) == (0, 1)
    with clock.at(NOW + timedelta(days=3)):
        assert counts(officer) == (1, 0)


def test_work_is_taken_up_again_before_its_day(officer: User):
    with clock.at(NOW):
        held(officer)
        put_aside(officer, 3)
        services.case_take_up(actor=officer, subject=SUBJECT)
        assert counts(officer) == (1, 0)
        assert Event.objects.filter(kind="work.taken_up").count() == 1


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_day_that_has_come_or_is_far_away_is_refused(officer: User, days: int):
    with clock.at(NOW):
        held(officer)
        with pytest.raises(InvalidInput, match="Choose a day after today"):
            put_aside(officer, days)


@given(promised=st.integers(1, 60), target=st.integers(1, 60), days=st.integers(1, 60))
def test_work_is_never_put_aside_beyond_the_day_by_which_to_act(promised: int, target: int, days: int):
    officer = User.objects.filter(is_staff=True).first() or staff("officer")
    subject = ("application", next(_numbers))
    with clock.at(NOW):
        opened = {"due_at": NOW + timedelta(days=promised), "holder": officer}
        item = services.item_open(kind="review", subject=subject, title="Item", **opened)
        Item.objects.filter(pk=item.pk).update(target_on=TODAY + timedelta(days=target))
        in_time = days <= min(promised, target)
        with nullcontext() if in_time else pytest.raises(InvalidInput):
            services.case_put_aside(actor=officer, subject=subject, until=TODAY + timedelta(days=days))
        assert selectors.items_of_holder(officer).filter(selectors.aside()).filter(pk=item.pk).exists() == in_time
        assert selectors.items_in_hand(officer).filter(pk=item.pk).exists() != in_time


def test_late_work_is_not_put_aside(officer: User):
    with clock.at(NOW):
        held(officer, due_at=NOW - timedelta(hours=1))
        with pytest.raises(Conflict, match="late or due today"):
            put_aside(officer, 1)


def test_work_that_becomes_late_is_in_the_own_work_again(officer: User):
    """A later change of its day does not hide the item."""
    with clock.at(NOW):
        held(officer, due_at=NOW + timedelta(days=9))
        put_aside(officer, 9)
        Item.objects.update(due_at=NOW + timedelta(days=1))
    with clock.at(NOW + timedelta(days=2)):
        [item] = selectors.items_open()
        assert (item.is_late, item.is_aside) == (True, False)
        assert counts(officer) == (1, 0)


def test_paused_work_stays_aside_whatever_its_day(officer: User):
    with clock.at(NOW):
        held(officer, due_at=NOW + timedelta(days=1))
        services.item_pause(kind="review", subject=SUBJECT)
        put_aside(officer, 9)
    with clock.at(NOW + timedelta(days=5)):
        [item] = selectors.items_open()
        assert item.is_aside
        assert counts(officer) == (0, 1)


def test_next_holder_finds_the_work_in_hand(officer: User):
    with clock.at(NOW):
        item, colleague = held(officer), staff("officer", email="mate@staff.example")
        put_aside(officer, 9, note="Later.")
        services.work_take_over(actor=colleague, item_id=item.pk)
        item.refresh_from_db()
        assert (item.aside_until, item.aside_note) == (None, "")
        assert counts(colleague) == (1, 0)


def test_work_that_somebody_else_holds_is_not_put_aside(officer: User):
    with clock.at(NOW):
        held(staff("officer", email="mate@staff.example"))
        with pytest.raises(Conflict, match="You do not hold this"):
            put_aside(officer, 1)
