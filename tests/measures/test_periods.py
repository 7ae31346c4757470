"""Quarters and fiscal years, and the rule by which their figures are released."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.measures.periods import Period, PeriodKind, period_of
from apps.measures.timetable import known_at, releases_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@given(day=DAYS, kind=KINDS)
def test_every_day_is_in_one_period_of_a_kind(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.first <= day <= period.last
    assert period_of(period.last, kind) == period
    assert period_of(period.after, kind) == period.next


def test_periods_have_their_months() -> None:
    quarter, year = (period_of(date(2026, 2, 10), kind) for kind in PeriodKind)
    assert (quarter.first, quarter.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (year.first, year.last) == (date(2025, 10, 1), date(2026, 9, 30))
    assert str(quarter) == "January 2026 to March 2026"


@given(begin=DAYS, middle=st.integers(0, 800), end=st.integers(0, 800))
def test_releases_of_two_stretches_are_those_of_the_whole(begin: date, middle: int, end: int) -> None:
    moments = [datetime.combine(begin, time(15), clock.PROGRAM_ZONE) + timedelta(days=d) for d in (0, middle)]
    last = moments[1] + timedelta(days=end)
    whole = sorted(releases_between(moments[0], last), key=lambda release: release.due_at)
    parts = [*releases_between(*moments), *releases_between(moments[1], last)]
    assert sorted(parts, key=lambda release: release.due_at) == whole


def test_release_comes_at_nine_after_the_period_is_over() -> None:
    begin = clock.start_of(date(2026, 1, 1))
    (first, revision) = [
        release
        for release in releases_between(begin, begin + timedelta(days=366))
        if release.period == Period(date(2026, 1, 1), PeriodKind.QUARTER)
    ]
    assert first.due_at == datetime(2026, 5, 16, 9, tzinfo=clock.PROGRAM_ZONE)
    assert (first.number, revision.number) == (1, 2)
    assert known_at(first.due_at) == clock.start_of(date(2026, 5, 16))
