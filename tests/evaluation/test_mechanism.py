"""A simulation that shares nothing with the program gives the tiers and false alarms that the program's own gives."""

import importlib.util
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from types import ModuleType
from typing import Any

import pytest

from apps.evaluation.operating_characteristic import (
    Conduct,
    SimulatedWorld,
    live,
    months_to_detection,
    share_at_tiers,
    steady,
    streams,
)
from apps.policy.published import published
from benchmarks.power_conduct import in_order_while_asked, undeclared
from benchmarks.power_strategies import REQUESTED, disowned_share

MECHANISM = Path(__file__).parents[2] / "docs" / "verify" / "mechanism.py"
SELLERS = 200
# A difference of so many standard errors is not chance in any of the comparisons.
NOT_CHANCE = 4.5
PLAYERS = 60
PLAYED: dict[str, tuple[SimulatedWorld, Conduct]] = {
    "20 % wrong, but while exams are asked for": (
        SimulatedWorld(20, requested=REQUESTED, pause=3),
        in_order_while_asked(0.2),
    ),
    "20 % wrong, none declared": (SimulatedWorld(100), undeclared(0.2, 0.2)),
    "5 % wrong, none declared": (SimulatedWorld(100), undeclared(0.05, 0.05)),
    "5 % wrong, half declared": (SimulatedWorld(100), undeclared(0.05, 0.5)),
    "5 % wrong, disowned with a paid officer": (SimulatedWorld(100, disowned=disowned_share()), steady(0.05)),
}


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


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_strategies_gain_as_much_in_both_simulations(terms, mechanism, numbers, name):
    world, conduct = PLAYED[name]
    theirs = list(mechanism.played(name, numbers, PLAYERS))
    dice = streams(7, world.parcels, 0.0, PLAYERS)
    months = 12 * mechanism.YEARS_PLAYED
    ours = [live(world, conduct, terms, each, months=months).wrong_with(mechanism.PLAYS[name][1]) for each in dice]
    error = sqrt((stdev(ours) ** 2 + stdev(theirs) ** 2) / PLAYERS)
    assert abs(fmean(ours) - fmean(theirs)) <= NOT_CHANCE * error
    assert set(mechanism.PLAYS) == set(PLAYED)
