"""The estimate of an amount from exams at random, over programs whose true amount is known."""

from collections.abc import Iterator
from random import Random

import pytest

from apps.measures.ratios import BusinessExams, amount_estimate

PROGRAMS = 50


def program(seed: int, *, share: float) -> tuple[list[BusinessExams], float, float]:
    """Return the exams of a program, the declared value of all parcels, and the true loss in all of them.

    Sizes, values and the share of parcels with a loss differ between businesses; some are drawn twice as often.
    """
    dice = Random(seed)
    exams, total, truth = [], 0.0, 0.0
    for business in range(300):
        own, chance = share * dice.gammavariate(1, 1), dice.choice((0.04, 0.08))
        found, loss, value = 0, 0.0, 0.0
        for _parcel in range(int(dice.lognormvariate(4, 1))):
            declared = dice.lognormvariate(3.5, 0.8)
            lost = declared * dice.uniform(0.1, 0.5) if dice.random() < own else 0.0
            total, truth = total + declared, truth + lost
            if dice.random() < chance:
                found += lost > 0
                loss, value = loss + lost / chance, value + declared / chance
        if value:
            exams.append(BusinessExams(business, found, loss, value))
    return exams, total, truth


def programs(share: float) -> Iterator[tuple[list[BusinessExams], float, float]]:
    return (program(seed, share=share) for seed in range(PROGRAMS))


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_range_holds_the_true_amount_in_nine_of_ten_programs(share: float) -> None:
    held, errors = 0, []
    for exams, total, truth in programs(share):
        estimate = amount_estimate(exams, total)
        assert estimate
        assert 0 < estimate.low < estimate.value < estimate.high
        held += estimate.low <= truth <= estimate.high
        errors.append(estimate.value / truth - 1)
    assert held >= 0.9 * PROGRAMS
    assert abs(sum(errors) / PROGRAMS) < 0.05, "the estimate is neither too high nor too low by itself"


def test_parcel_that_was_drawn_rarely_stands_for_many() -> None:
    """Each of two businesses declared 1,000 dollars; the one of which a tenth was opened has all the losses."""
    estimate = amount_estimate([BusinessExams(1, 1, 10 * 5.0, 10 * 100.0), BusinessExams(2, 0, 0.0, 1_000.0)], 2_000)
    assert estimate
    assert estimate.value == pytest.approx(50)


@pytest.mark.parametrize(
    "exams",
    [[], [BusinessExams(1, 1, 5.0, 10.0)], [BusinessExams(1, 0, 0.0, 10.0), BusinessExams(2, 0, 0.0, 9.0)]],
    ids=["none", "one", "no loss"],
)
def test_too_few_losses_tell_nothing(exams: list[BusinessExams]) -> None:
    assert amount_estimate(exams, 100) is None
