"""The replay: outcomes are known of selected lines alone, and the estimate holds the truth."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.targeting.risk_model import PastParcel
from benchmarks.targeting_lines import DECLARATIONS, lines_read
from benchmarks.targeting_replay import (
    FIRST_LABELS,
    MIN_COVERED,
    WAYS,
    Replay,
    days_of,
    replay_failures,
    replay_measured,
    replay_told,
)
from tests.targeting.arrivals import examples


@pytest.fixture(scope="module")
def parcels() -> list[PastParcel]:
    """Examples of which each line comes three times, a month apart, with the same outcome."""
    told = [
        replace(example, arrival=replace(example.arrival, day=example.arrival.day + timedelta(days=30 * month)))
        for example in examples(900)
        for month in range(3)
    ]
    return sorted(told, key=lambda example: example.arrival.day)


@pytest.mark.parametrize("way", WAYS)
def test_a_replay_opens_as_many_as_the_capacity_and_more_wrong_ones_than_by_chance(way: str, parcels: list[PastParcel]):
    replay = Replay(way, 0.2, seed=1)
    run = replay.run(days_of(parcels))
    truth = sum(example.wrong for example in parcels) / len(parcels)
    assert run.selected == pytest.approx(0.2 * len(parcels), abs=40)
    assert run.found > 1.3 * truth * run.selected
    assert 0 < run.found_last < run.found
    assert (run.estimate is None) == (way == "exploitation")


def test_nothing_is_known_of_a_line_that_was_not_opened(parcels: list[PastParcel]):
    replay = Replay("fixed", 0.1, seed=1)
    replay.run(days_of(parcels))
    opened = {parcel.line for _probability, parcel in replay.selected}
    assert set(replay.knowledge.lines) == opened
    assert sum(exams for exams, _wrong in replay.knowledge.lines.values()) == len(replay.selected)
    assert all(0 < probability <= 1.000001 for probability, _parcel in replay.selected)


def test_the_first_parcels_are_drawn_at_random(parcels: list[PastParcel]):
    replay = Replay("exploitation", 0.1, seed=1)
    replay.run(days_of(parcels))
    assert replay.shares[0] == 1
    assert replay.shares[-1] == 0
    assert all(probability == pytest.approx(0.1) for probability, _parcel in replay.selected[: FIRST_LABELS // 2])


def test_the_table_has_a_row_for_each_capacity_and_way_and_names_the_bounds_that_fail(parcels: list[PastParcel]):
    told = replay_measured(parcels[:900], seeds=2, processes=1)
    assert len(list(replay_told(told))) == 1 + 3 * len(WAYS)
    told["capacities"]["0.05"]["fixed"]["covered"] = 0.5
    told["capacities"]["0.05"]["adaptive"]["found_last"] = -1
    failures = [failure for failure in replay_failures(told) if "5%" in failure]
    assert len(failures) == 2


@pytest.mark.soak
@pytest.mark.skipif(not DECLARATIONS.is_file(), reason=f"There is no file {DECLARATIONS}.")
def test_declarations_replayed_fifty_times_hold_every_bound():
    assert MIN_COVERED == 0.9
    assert not list(replay_failures(replay_measured(lines_read([DECLARATIONS]).examples, seeds=50)))
