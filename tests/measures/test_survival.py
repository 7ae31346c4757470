"""Kaplan and Meier's share without an event, compared with worked tables of textbooks."""

from math import exp, log
from random import Random

import pytest

from apps.measures.studies.survival import WatchedTime, survival_at, survival_steps

# The weeks of remission of 21 patients under 6-MP: Freireich et al., Blood 21 (1963). A plus: the watch ended.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
# Klein and Moeschberger, "Survival Analysis" (2nd ed., 2003), table 4.1: week, at risk, share, standard error.
TABLE = [
    (6, 21, 0.857, 0.076),
    (7, 17, 0.807, 0.087),
    (10, 15, 0.753, 0.096),
    (13, 12, 0.690, 0.107),
    (16, 11, 0.627, 0.114),
    (22, 7, 0.538, 0.128),
    (23, 6, 0.448, 0.135),
]


def spells(text: str) -> list[WatchedTime]:
    return [WatchedTime(int(each.rstrip("+")), not each.endswith("+")) for each in text.split()]


def test_shares_and_errors_are_those_of_the_textbook() -> None:
    steps = survival_steps(spells(REMISSION))
    assert [(step.days, step.at_risk, round(step.share, 3)) for step in steps] == [row[:3] for row in TABLE]
    for step, (_week, _risk, _share, error) in zip(steps, TABLE, strict=True):
        # The ends of the interval are share ** exp(+-1.96 error / (share * -log(share))): solved for the error.
        spread = log(log(step.low) / log(step.share))
        assert spread / 1.959964 * step.share * -log(step.share) == pytest.approx(error, abs=0.0006)
        assert step.high == pytest.approx(step.share ** exp(-spread))


def test_share_without_any_end_of_watch_is_the_plain_share() -> None:
    steps = survival_steps([WatchedTime(days, True) for days in (1, 2, 3, 4)])
    assert [step.share for step in steps] == [0.75, 0.5, 0.25, 0]
    assert (steps[-1].low, steps[-1].high) == (0, 1 - 0.025)


def test_share_at_a_day_is_that_of_the_last_step_and_tells_who_is_still_watched() -> None:
    watched = spells(REMISSION)
    at_twelve = survival_at(watched, 12)
    assert (round(at_twelve.share, 3), at_twelve.at_risk) == (0.753, 12)
    before = survival_at(watched, 5)
    assert (before.share, before.high, before.at_risk) == (1, 1, 21)
    assert before.low == pytest.approx(0.025 ** (1 / 21))
    assert survival_at([], 5).low == 0


def test_interval_covers_the_true_share_in_most_draws() -> None:
    covered = 0
    for seed in range(200):
        dice = Random(seed)
        drawn = [(dice.expovariate(1 / 300), dice.uniform(100, 500)) for _business in range(60)]
        at = survival_at([WatchedTime(int(min(pair)) + 1, pair[0] < pair[1]) for pair in drawn], 180)
        covered += at.low <= exp(-180 / 300) <= at.high
    assert covered >= 0.9 * 200
