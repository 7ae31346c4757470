"""A simulation that shares nothing with the program gives the tiers and false alarms that the program's own gives."""

import importlib.util
from math import sqrt
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from apps.evaluation.operating_characteristic import SimulatedWorld, months_to_detection, share_at_tiers
from apps.policy.published import published

MECHANISM = Path(__file__).parents[2] / "docs" / "verify" / "mechanism.py"
SELLERS = 200
# A difference of so many standard errors is not chance in any of the comparisons.
NOT_CHANCE = 4.5


@pytest.fixture(scope="module")
def mechanism() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mechanism", MECHANISM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def numbers(mechanism: ModuleType) -> Any:
    rows = [{"key": row.key, "value": float(row.value)} for row in published(1).rows]
    whole = [row | {"value": int(row["value"])} if row["value"].is_integer() else row for row in rows]
    return mechanism.Numbers({"sections": [{"numbers": whole}]})


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 100, 500])
@pytest.mark.parametrize("wrong", [0.0, 0.02, 0.05, 0.09])
def test_simulation_from_outside_agrees_with_the_operating_characteristic(terms, mechanism, numbers, size, wrong):
    ours = share_at_tiers(SimulatedWorld(size), wrong, terms, sellers=SELLERS, seed=7)
    tiers, alarms = mechanism.shares(size, wrong, numbers, SELLERS)
    for tier in range(4):
        share = (ours.tiers[tier] + tiers[tier]) / 2
        assert abs(ours.tiers[tier] - tiers[tier]) <= NOT_CHANCE * sqrt(2 * max(share * (1 - share), 0.01) / SELLERS)
    assert max(alarms, ours.false_alarms) <= float(terms.rate.false_alarms)


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 100])
def test_sellers_that_turn_bad_are_found_as_soon_by_both_simulations(terms, mechanism, numbers, size):
    ours = months_to_detection(SimulatedWorld(size), 0.005, 0.2, terms, sellers=120, months=24, tier=3)
    theirs = mechanism.months_until_found(size, 0.005, 0.2, numbers, 120, 24)
    assert abs(ours.half - theirs) <= 1
