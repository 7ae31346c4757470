"""Drift: a planted one raises the alarm, and stationary data hardly ever does."""

import random

import pytest

from apps.targeting.risk_model.drift import design_effect, drift_of, reference_of


def sample(seed: int, count: int, shift: float = 0.0) -> dict[str, list[float | None]]:
    chance = random.Random(seed)
    return {
        f"feature_{number}": [
            None if chance.random() < 0.1 else chance.gauss(shift if number == 0 else 0.0, 1.0)
            for _each in range(count)
        ]
        for number in range(20)
    }


@pytest.mark.slow
def test_stationary_data_raises_no_alarm_and_a_planted_drift_does() -> None:
    false = found = 0
    for seed in range(50):
        references = {name: reference_of(values) for name, values in sample(seed, 2_000).items()}
        false += any(each.is_alarm for each in drift_of(references, sample(1_000 + seed, 400)))
        drifted = drift_of(references, sample(2_000 + seed, 400, shift=0.8))
        found += drifted[0].is_alarm and drifted[0].feature == "feature_0"
    assert false <= 5
    assert found == 50


def test_a_feature_that_goes_missing_is_a_drift() -> None:
    references = {"value": reference_of([float(number) for number in range(1_000)])}
    assert drift_of(references, {"value": [None] * 300})[0].is_alarm
    assert not drift_of(references, {"value": [number * 10 / 3 for number in range(300)]})[0].is_alarm


def test_parcels_of_few_sellers_say_less_than_as_many_independent_ones() -> None:
    parts, each_its_own = [0, 1] * 50, list(range(100))
    assert design_effect(parts, each_its_own) == pytest.approx(1.0, abs=0.02)
    assert design_effect(parts, [number // 10 * 2 + number % 2 for number in each_its_own]) > 5
    assert design_effect([0] * 100, each_its_own) == 1.0


def test_a_feature_of_too_few_sellers_is_left_out() -> None:
    values = [float(number // 10) for number in range(100)]
    sellers = [f"S{number // 10}" for number in range(100)]
    assert drift_of({"value": reference_of(values, sellers)}, {"value": values}, sellers) == []
    assert len(drift_of({"value": reference_of(values)}, {"value": values})) == 1


def test_stationary_parcels_in_batches_of_sellers_hardly_ever_raise_the_alarm() -> None:
    def batches(seed: int, count: int) -> tuple[list[float | None], list[int]]:
        chance = random.Random(seed)
        values, sellers = list[float | None](), list[int]()
        for seller in range(count):
            usual = chance.gauss(0, 1)
            for _each in range(chance.choice((1, 2, 5, 10))):
                values.append(usual + chance.gauss(0, 0.3))
                sellers.append(seed * 1_000 + seller)
        return values, sellers

    false = found = 0
    for seed in range(50):
        references = {"value": reference_of(*batches(seed, 300))}
        values, sellers = batches(100 + seed, 120)
        false += any(each.is_alarm for each in drift_of(references, {"value": values}, sellers))
        shifted: list[float | None] = [value + 1.0 for value in values if value is not None]
        found += any(each.is_alarm for each in drift_of(references, {"value": shifted}, sellers))
    assert false <= 5
    assert found >= 45
