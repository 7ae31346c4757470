"""The forecast of the backlog: what must hold whatever the weeks before were."""

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from apps.work.forecast import (
    EIGHT_OF_TEN,
    MIN_DECISIONS,
    MIN_WEEKS,
    WeekBefore,
    WorkPace,
    forecast,
    officers_to_clear,
    officers_to_hold,
    pace_of,
)

FIVE_DAYS = [5] * 12
WEEKS = st.lists(
    st.builds(
        WeekBefore,
        came=st.integers(-5, 400),
        decided=st.integers(0, 400),
        officer_days=st.integers(1, 100),
        workdays=st.integers(3, 5),
    ),
    min_size=MIN_WEEKS,
    max_size=13,
)
PACES = st.builds(
    WorkPace,
    came=st.floats(0, 100),
    decided=st.floats(0.1, 50),
    officers=st.floats(0.1, 50),
    came_variance=st.floats(0, 1000),
    decided_variance=st.floats(0, 100),
    weeks=st.integers(MIN_WEEKS, 13),
)
STEADY = WorkPace(came=10, decided=2, officers=4, came_variance=9, decided_variance=1, weeks=13)


@given(PACES, st.integers(0, 10_000), st.integers(0, 100), st.lists(st.integers(0, 5), max_size=12))
def test_backlog_is_never_less_than_nothing_and_lies_within_its_range(pace, backlog, officers, days) -> None:
    ahead = forecast(pace, backlog=backlog, officers=officers, workdays=days)
    assert [week.workdays for week in ahead] == days
    assert all(0 <= week.low <= week.backlog <= week.high for week in ahead)


@given(PACES, st.integers(0, 10_000), st.integers(0, 100))
def test_more_officers_never_leave_more_open(pace, backlog, officers) -> None:
    fewer = forecast(pace, backlog=backlog, officers=officers, workdays=FIVE_DAYS)
    more = forecast(pace, backlog=backlog, officers=officers + 1, workdays=FIVE_DAYS)
    assert all(one.backlog <= other.backlog for one, other in zip(more, fewer, strict=True))


@given(PACES, st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_that_is_open_now_never_means_less_later(pace, backlog, more) -> None:
    one = forecast(pace, backlog=backlog, officers=3, workdays=FIVE_DAYS)
    other = forecast(pace, backlog=backlog + more, officers=3, workdays=FIVE_DAYS)
    assert all(less.backlog <= greater.backlog for less, greater in zip(one, other, strict=True))


@given(PACES, st.integers(0, 10_000))
def test_without_officers_everything_that_comes_stays(pace, backlog) -> None:
    last = forecast(pace, backlog=backlog, officers=0, workdays=FIVE_DAYS)[-1]
    assert isclose(last.backlog, backlog + 60 * pace.came, rel_tol=1e-9, abs_tol=1e-6)


@given(PACES, st.integers(0, 10_000))
def test_officers_who_hold_keep_the_backlog_and_one_fewer_do_not(pace, backlog) -> None:
    enough = officers_to_hold(pace)
    held = forecast(pace, backlog=backlog, officers=enough, workdays=FIVE_DAYS)
    assert held[-1].backlog <= backlog + 1e-6
    if enough:
        fewer = forecast(pace, backlog=backlog, officers=enough - 1, workdays=FIVE_DAYS)
        assert fewer[-1].backlog > backlog - 1e-6


@given(PACES, st.integers(0, 10_000))
def test_officers_who_clear_leave_nothing(pace, backlog) -> None:
    enough = officers_to_clear(pace, backlog=backlog, workdays=60)
    assert forecast(pace, backlog=backlog, officers=enough, workdays=FIVE_DAYS)[-1].backlog <= 1e-6
    assert enough >= officers_to_hold(pace)


@given(WEEKS)
def test_pace_is_the_mean_of_the_weeks(weeks) -> None:
    pace = pace_of(weeks)
    decided = sum(week.decided for week in weeks)
    if decided < MIN_DECISIONS or sum(week.decided > 0 for week in weeks) < MIN_WEEKS:
        assert pace is None
        return
    assert pace is not None
    days = sum(week.workdays for week in weeks)
    assert isclose(pace.came * days, sum(week.came for week in weeks), abs_tol=1e-6)
    assert isclose(pace.decided * pace.officers * days, decided, abs_tol=1e-6)
    assert pace.came_variance >= 0 <= pace.decided_variance


def test_range_widens_with_the_weeks_as_the_document_says() -> None:
    first, *_rest, last = forecast(STEADY, backlog=500, officers=5, workdays=FIVE_DAYS)
    variance = STEADY.came_variance + STEADY.decided_variance * 25
    assert isclose(first.high - first.backlog, EIGHT_OF_TEN * (variance * (1 + 1 / 13)) ** 0.5)
    assert isclose(last.high - last.backlog, EIGHT_OF_TEN * (variance * (12 + 144 / 13)) ** 0.5)


def test_weeks_that_do_not_differ_leave_no_range() -> None:
    pace = pace_of([WeekBefore(came=50, decided=40, officer_days=20, workdays=5)] * 13)
    assert pace == WorkPace(came=10, decided=2, officers=4, came_variance=0, decided_variance=0, weeks=13)
    last = forecast(pace, backlog=100, officers=4, workdays=FIVE_DAYS)[-1]
    assert (last.low, last.backlog, last.high) == (220, 220, 220)


def test_too_little_gives_no_forecast() -> None:
    busy, idle = WeekBefore(10, 10, 5, 5), WeekBefore(10, 0, 0, 5)
    assert pace_of([busy] * 3 + [idle] * 10) is None
    assert pace_of([WeekBefore(10, 1, 5, 5)] * 13) is None
    assert pace_of([idle] * 13) is None
    assert pace_of([]) is None
    assert pace_of([busy] * 4 + [idle] * 9) is not None
