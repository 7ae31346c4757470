"""What a port would find with other exams, shares or parcels: more exams never find less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.targeting.selection import (
    ExpectedFigures,
    ParcelCandidate,
    PortDayFigures,
    PortSetting,
    expected_of,
    mixed,
    officer_hours,
)

CHANCES = st.floats(0, 1, allow_subnormal=False)
CANDIDATES = st.builds(
    ParcelCandidate, chance=CHANCES, novelty=CHANCES, tier=st.sampled_from([None, 1, 2, 3]), must=st.booleans()
)
DAYS = st.lists(
    st.builds(PortDayFigures, st.integers(30, 90).map(float), st.lists(CANDIDATES, min_size=1, max_size=30)),
    min_size=1,
    max_size=4,
)
PROMISED = {1: 0.8, 2: 0.5, 3: 0.2}


def setting(exams: float | None, **more: float) -> PortSetting:
    told = {"unseen": 0.1, "at_random": 0.1, "floor": 0.01} | more
    return PortSetting(exams=exams, promised=PROMISED, **told)


def expected(days: list[PortDayFigures], asked: PortSetting) -> ExpectedFigures:
    found = expected_of(days, asked)
    assert found
    return found


@given(DAYS, st.floats(0, 100), st.floats(0, 50), st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_exams_never_find_or_select_less(days, exams, more, unseen, at_random) -> None:
    shares = {"unseen": unseen, "at_random": at_random}
    few, many = (expected(days, setting(number, **shares)) for number in (exams, exams + more))
    assert many.found >= few.found - 1e-6
    assert many.selected >= few.selected - 1e-6
    assert many.of_all >= few.of_all - 1e-6


@given(DAYS)
def test_without_exams_what_rules_select_is_found(days) -> None:
    none = expected(days, setting(0))
    rules = [
        day.parcels / len(day.candidates) * sum(each.chance for each in day.candidates if each.must) for day in days
    ]
    assert none.found == pytest.approx(sum(rules) / len(days))


@given(DAYS, st.floats(0, 100))
def test_the_interval_holds_the_mean_and_shares_are_shares(days, exams) -> None:
    told = expected(days, setting(exams))
    assert 0 <= told.low <= told.found <= told.high
    assert 0 <= told.of_all <= 1 + 1e-9
    assert 0 <= told.of_riskiest <= 1 + 1e-9


@given(DAYS)
def test_who_can_open_everything_finds_everything_and_nothing_waits(days) -> None:
    told = expected(days, setting(200))
    assert told.of_all == pytest.approx(1 if any(each.chance for day in days for each in day.candidates) else 0)
    assert told.of_riskiest == pytest.approx(1)
    assert (told.waiting, told.delay) == (0, 0)


def test_a_queue_grows_by_what_rules_select_beyond_the_exams() -> None:
    days = [PortDayFigures(20.0, [ParcelCandidate(0.5, must=True)] * 2 + [ParcelCandidate(0.1)] * 18)] * 4
    told = expected(days, setting(5))
    assert told.selected == pytest.approx(7)
    # 2, 4, 6 and 8 parcels wait after each day: 5 on average, where 7 come on a day.
    assert told.waiting == pytest.approx(8)
    assert told.delay == pytest.approx(5 / 7)


def test_without_a_recorded_capacity_the_floor_is_drawn_and_no_wait_is_known() -> None:
    told = expected([PortDayFigures(100.0, [ParcelCandidate(0.2)] * 100)], setting(None, floor=0.05))
    assert told.selected == pytest.approx(5)
    assert told.found == pytest.approx(1)
    assert (told.waiting, told.delay) == (None, None)


def test_a_sample_stands_for_its_day() -> None:
    sample = [ParcelCandidate(0.3)] * 5 + [ParcelCandidate(0.05)] * 45
    whole = expected([PortDayFigures(500.0, sample * 10)], setting(50))
    part = expected([PortDayFigures(500.0, sample)], setting(50))
    assert part.found == pytest.approx(whole.found)
    assert part.selected == pytest.approx(whole.selected) == 50


def test_the_mix_of_another_port_has_the_number_of_parcels_of_this_one() -> None:
    own, others = (
        [PortDayFigures(100.0, [ParcelCandidate(0.1)])] * 2,
        [PortDayFigures(10.0, [ParcelCandidate(0.4)]), PortDayFigures(30.0, [ParcelCandidate(0.5)])],
    )
    days = mixed(own, others)
    assert [day.parcels for day in days] == [50, 150]
    assert [day.candidates for day in days] == [day.candidates for day in others]
    assert mixed(own, []) == []


def test_no_parcels_are_no_answer_and_officers_have_eight_hours() -> None:
    assert expected_of([], setting(5)) is None
    assert officer_hours(60, 20) == 24
