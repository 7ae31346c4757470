"""The figures about work: what is counted, and that pauses are not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.work import figures, kinds, services
from apps.work.models import Item
from tests.people import staff

# A Wednesday; the last whole week begins on Monday, November 9.
NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("review", "Review", url=lambda item: "/", target_days=5)
    kinds.register("letter", "Letter", url=lambda item: "/")


@pytest.fixture(autouse=True)
def now():
    with clock.at(NOW):
        yield


def open_item(number: int, kind: str = "review") -> Item:
    return services.item_open(kind=kind, subject=("application", number), title=f"Item {number}")


def close_item(number: int, actor: User | None, kind: str = "review") -> None:
    services.item_close(kind=kind, subject=("application", number), actor=actor)


def test_weeks_are_whole_and_end_before_this_monday() -> None:
    assert figures.weeks_seen() == (date(2026, 8, 17), date(2026, 11, 16))
    assert [week.monday for week in figures.flow()] == [date(2026, 8, 17) + timedelta(weeks=week) for week in range(13)]


def test_flow_counts_what_came_and_what_was_done_by_kind_and_by_whom(officer: User) -> None:
    with clock.at(NOW - 8 * DAY):
        for number in range(4):
            open_item(number)
        open_item(9, "letter")
        close_item(0, officer)
    with clock.at(NOW - 7 * DAY):
        close_item(1, officer)
        close_item(2, staff("officer", email="other@staff.example"))
        close_item(9, None, "letter")
    # Of this week, which is not over.
    close_item(3, officer)
    *before, last = figures.flow()
    assert all(week.opened_of() == week.closed_of() == week.decided == 0 for week in before)
    assert (last.opened, last.closed) == ({"review": 4, "letter": 1}, {"review": 3, "letter": 1})
    assert (last.opened_of("review"), last.opened_of(), last.closed_of("letter"), last.closed_of()) == (4, 5, 1, 4)
    assert (last.decided, last.officer_days) == (3, 3)
    # November 11 is a holiday.
    assert last.workdays == 4


def test_late_evening_in_new_york_belongs_to_its_own_week() -> None:
    with clock.at(datetime(2026, 11, 16, 4, 59, tzinfo=UTC)):
        open_item(1)
    with clock.at(datetime(2026, 11, 16, 5, 1, tzinfo=UTC)):
        open_item(2)
    assert figures.flow()[-1].opened_of() == 1


def test_backlog_is_counted_by_kind_and_age_with_what_is_late_or_paused() -> None:
    for number, days in enumerate((0, 7, 8, 31, 61, 91, 400)):
        with clock.at(NOW - days * DAY):
            open_item(number)
    open_item(8, "letter")
    services.item_pause(kind="review", subject=("application", 6))
    waiting = figures.backlog()
    assert [waiting.of(band=band).count for band in range(5)] == [3, 1, 1, 1, 2]
    assert waiting.of() == figures.WaitingItems(count=8, late=3, paused=1)
    assert waiting.of(kind="letter") == figures.WaitingItems(count=1)
    assert waiting.of(band=4) == figures.WaitingItems(count=2, late=1, paused=1)
    assert figures.kinds_counted(figures.flow(), waiting) == ["letter", "review"]


def settle(number: int, days: int, paused: int, actor: User | None) -> None:
    """Open an item that is closed 8 days ago, after some days, of which some were a pause in the middle."""
    subject = {"kind": "review", "subject": ("application", number)}
    end = NOW - 8 * DAY
    with clock.at(end - days * DAY):
        open_item(number)
    if paused:
        with clock.at(end - (paused + 1) * DAY):
            services.item_pause(**subject)
        with clock.at(end - DAY):
            services.item_resume(**subject)
    with clock.at(end):
        services.item_close(**subject, actor=actor)


def test_time_to_decide_leaves_out_pauses_and_what_the_program_closed(officer: User) -> None:
    for number in range(9):
        settle(number, days=number + 1, paused=0, actor=officer)
    settle(20, days=60, paused=0, actor=None)
    (few,) = figures.decision_times()
    assert (few.kind, few.decided, few.middle, few.upper) == ("review", 9, None, None)
    settle(9, days=30, paused=20, actor=officer)
    (found,) = figures.decision_times()
    assert found.decided == 10
    assert found.middle == timedelta(days=5.5)
    assert found.upper == timedelta(days=9.1)


def test_closing_ends_a_pause(officer: User) -> None:
    with clock.at(NOW - 20 * DAY):
        open_item(1)
    with clock.at(NOW - 15 * DAY):
        services.item_pause(kind="review", subject=("application", 1))
    close_item(1, officer)
    assert Item.objects.get().paused_for == 15 * DAY
