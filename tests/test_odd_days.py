"""Each odd day is drawn in its turn, and is the day that its name says."""

from datetime import UTC, date, timedelta

import pytest

from apps.core import clock
from config.engines import PROJECT
from tests.odd_days import CALENDAR, ODD_DAYS, drawn_by

pytestmark = pytest.mark.django_db(databases=[])


def test_each_odd_day_is_drawn_in_its_turn() -> None:
    days = [date(2026, 12, 1) + timedelta(days=count) for count in range(len(ODD_DAYS))]
    assert {drawn_by(day) for day in days} == ODD_DAYS.keys()
    assert drawn_by(days[0]) == drawn_by(days[0])


@pytest.mark.parametrize("name", ["january", "february", "leap", "april", "november", "eve"])
def test_the_last_day_of_a_month_is_over_elsewhere(name: str) -> None:
    moment = ODD_DAYS[name]
    assert clock.add_days(clock.day_of(moment), 1).day == 1
    assert moment.astimezone(UTC).day == 1


@pytest.mark.parametrize("name", ["summer", "winter"])
def test_clocks_are_changed_within_the_hour(name: str) -> None:
    moment = ODD_DAYS[name].astimezone(UTC)
    offsets = {
        (moment + later).astimezone(clock.PROGRAM_ZONE).utcoffset() for later in (timedelta(), timedelta(hours=1))
    }
    assert len(offsets) == 2


def test_the_tests_of_the_calendar_are_there() -> None:
    assert all((PROJECT / path).exists() for path in CALENDAR)
