"""Calibration: rising chances that hold on parcels of which the model never heard."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.targeting.risk_model.calibration import calibration_error, calibration_of, error_by_chance


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans(), st.floats(0.1, 1)), min_size=1, max_size=200))
def test_chances_rise_with_the_score(points: list[tuple[float, bool, float]]) -> None:
    scores, wrong, weights = map(list, zip(*points, strict=True))
    calibration = calibration_of(scores, wrong, weights, min_step=2)
    chances = [calibration.chance(score) for score in sorted(scores)]
    assert chances == sorted(chances)
    assert all(0 <= chance <= 1 for chance in chances)


def test_scores_that_are_too_sure_become_chances_that_hold() -> None:
    chance = random.Random(1)

    def parcels(count: int) -> tuple[list[float], list[bool]]:
        risks = [chance.betavariate(2, 6) for _each in range(count)]
        return [4 * risk for risk in risks], [chance.random() < risk for risk in risks]

    calibration = calibration_of(*parcels(5_000), [1.0] * 5_000)
    scores, wrong = parcels(5_000)
    assert calibration_error([calibration.chance(score) for score in scores], wrong) < 0.03
    assert calibration_error([min(1.0, score) for score in scores], wrong) > 0.2


def test_the_error_that_chance_alone_makes_is_told() -> None:
    chance = random.Random(2)
    chances = [chance.betavariate(2, 6) for _each in range(2_000)]
    errors = [calibration_error(chances, [chance.random() < each for each in chances]) for _time in range(20)]
    assert sum(errors) / 20 == pytest.approx(error_by_chance(chances), rel=0.15)
