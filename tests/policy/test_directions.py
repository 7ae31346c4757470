"""Which changes of a number take something away from sellers."""

from fnmatch import fnmatchcase

import pytest

from apps.policy.comparison import takings
from apps.policy.directions import DIRECTIONS, GainDirection, direction_of
from apps.policy.models import Number
from apps.policy.published import published
from apps.policy.schema import KEYS


def numbers(**changes: str) -> dict[str, Number]:
    """Return the numbers of version 1, some of them changed; the names have `__` for a dot."""
    values = {row.key: row.value for row in published(1).rows}
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    return {key: Number(key=key, value=value, authority="Program decision", reason="") for key, value in values.items()}


def taken(**changes: str) -> list[str]:
    return [key.name for key in takings(numbers(), numbers(**changes))]


def test_every_direction_is_one_of_a_number() -> None:
    """A pattern that nothing matches would be a misspelling."""
    assert not [pattern for pattern, _way in DIRECTIONS if not any(fnmatchcase(key, pattern) for key in KEYS)]


@pytest.mark.parametrize(
    ("key", "less", "more"),
    [
        ("benefit.2.data_corrections", "0.25", "0.75"),
        ("benefit.3.account_manager", "0", None),
        ("clock.response_days", "20", "40"),
        ("clock.appeal_days", "60", "120"),
        ("policy.notice_days", "0", "60"),
        ("policy.comment_days", "10", "60"),
        ("tier.1.keep.grave_points", "3", "5"),
    ],
)
def test_a_lower_number_takes_away_and_a_higher_one_gives(key: str, less: str, more: str | None) -> None:
    name = key.replace(".", "__")
    assert taken(**{name: less}) == [key]
    assert more is None or not taken(**{name: more})


@pytest.mark.parametrize(
    ("key", "less", "more"),
    [
        ("benefit.2.exam_rate", "0.4", "0.6"),
        ("clock.decision_days", "60", "100"),
        ("source.confirm_days", "20", "40"),
        ("tier.3.enter.exams", "40", "60"),
        ("tier.3.months", "18", "36"),
        ("eligibility.sales", "1", "100000"),
        ("weight.severity.minor", "0.01", "90"),
    ],
)
def test_a_higher_number_takes_away_and_a_lower_one_gives(key: str, less: str, more: str) -> None:
    name = key.replace(".", "__")
    assert taken(**{name: more}) == [key]
    assert not taken(**{name: less})


def test_a_number_without_a_direction_takes_away_whichever_way_it_changes() -> None:
    assert direction_of("clock.status_hours") is GainDirection.EITHER
    assert taken(clock__status_hours="12") == taken(clock__status_hours="48") == ["clock.status_hours"]


def test_equal_numbers_take_nothing_away() -> None:
    assert not taken(benefit__2__exam_rate="0.50")
