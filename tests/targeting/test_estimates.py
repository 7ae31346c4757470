"""Estimates by inverse probability: they hold the truth although the riskiest were chosen on purpose."""

import random

import pytest

from apps.targeting.selection import CapacityDivision, ParcelCandidate
from apps.targeting.selection.odds import draw, odds_of
from benchmarks.targeting_replay import share_estimate


@pytest.mark.slow
def test_the_interval_covers_the_truth_in_nine_of_ten_seeds() -> None:
    covered, shares, truths = 0, [], []
    for seed in range(50):
        chance = random.Random(seed)
        selected, total, wrong = [], 0, 0
        for _day in range(40):
            risks = [chance.betavariate(1, 4) for _parcel in range(100)]
            outcomes = [chance.random() < risk for risk in risks]
            odds = odds_of([ParcelCandidate(risk) for risk in risks], CapacityDivision(5, 0.0, 0.2, 0.0, {}))
            drawn = draw(odds, chance)
            selected += [(each.total, bad) for each, bad, share in zip(odds, outcomes, drawn, strict=True) if share]
            total, wrong = total + len(risks), wrong + sum(outcomes)
        estimate = share_estimate(selected, total)
        assert estimate
        shares.append(estimate.share)
        truths.append(wrong / total)
        covered += estimate.low <= truths[-1] <= estimate.high
    assert covered >= 45
    assert sum(shares) / 50 == pytest.approx(sum(truths) / 50, abs=0.03)


def test_an_estimate_of_parcels_that_were_all_opened_is_the_truth() -> None:
    estimate = share_estimate([(1.0, True), (1.0, False)], 2)
    assert estimate
    assert (estimate.share, estimate.low, estimate.high) == (0.5, 0.5, 0.5)


def test_an_estimate_needs_parcels_that_were_drawn() -> None:
    assert share_estimate([], 10) is None
    assert share_estimate([(1.0, True)], 10) is None
