"""Drift: a planted one raises the alarm, and stationary data hardly ever does."""

import random

from apps.targeting.drift import drift_of, reference_of


def sample(seed: int, count: int, shift: float = 0.0) -> dict[str, list[float | None]]:
    chance = random.Random(seed)
    return {
        f"feature_{number}": [
            None if chance.random() < 0.1 else chance.gauss(shift if number == 0 else 0.0, 1.0)
            for _each in range(count)
        ]
        for number in range(20)
    }


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
