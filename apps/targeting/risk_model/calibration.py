"""Calibration: scores become chances that hold, by isotonic regression, and the error of chances is measured. Pure.

Isotonic regression finds the rising steps that are nearest to the outcomes (Ayer and others, "An empirical distribution
function for sampling with incomplete information", 1955), by pooling neighbors that are out of order.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

# A step rests on at least so much weight, so that a few parcels at the end of the scale make no certainty.
MIN_STEP = 50.0
BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """Rising steps, of which each has the mean score and the chance; between two of them the chance rises evenly."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]

    def chance(self, score: float) -> float:
        """Return the chance of a score."""
        at = bisect_right(self.scores, score)
        if at == 0:
            return self.chances[0]
        if at == len(self.scores):
            return self.chances[-1]
        low, high = self.scores[at - 1], self.scores[at]
        share = (score - low) / (high - low) if high > low else 1.0
        return self.chances[at - 1] + share * (self.chances[at] - self.chances[at - 1])


def calibration_of(
    scores: Sequence[float], wrong: Sequence[bool], weights: Sequence[float], min_step: float = MIN_STEP
) -> Calibration:
    """Return the calibration of scores whose outcomes are known. Scores must not come from a model that saw them."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    blocks: list[list[float]] = []  # the weight, the sum of scores and of wrong parcels
    block = [0.0, 0.0, 0.0]
    for place, at in enumerate(order):
        weight = weights[at]
        block = [block[0] + weight, block[1] + weight * scores[at], block[2] + weight * wrong[at]]
        is_last = place + 1 == len(order)
        if (block[0] >= min_step and not is_last and scores[order[place + 1]] > scores[at]) or is_last:
            blocks.append(block)
            block = [0.0, 0.0, 0.0]
            _pool(blocks)
    return Calibration(
        tuple(total / weight for weight, total, _wrong in blocks), tuple(found / weight for weight, _, found in blocks)
    )


def calibration_error(chances: Sequence[float], wrong: Sequence[bool]) -> float:
    """Return the mean distance of chance and rate over bins of equally many parcels, by chance (the expected
    calibration error of Naeini and others, "Obtaining well calibrated probabilities using Bayesian binning", 2015).
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    error = 0.0
    for number in range(BINS):
        part = order[number * len(order) // BINS : (number + 1) * len(order) // BINS]
        error += abs(sum(chances[at] for at in part) - sum(wrong[at] for at in part))
    return error / max(1, len(order))


def error_by_chance(chances: Sequence[float]) -> float:
    """Return the error that `calibration_error` is expected to find although the chances hold, since each bin has few
    parcels: the mean distance of a normal variable with the bin's variance.
    """
    order = sorted(chances)
    error = 0.0
    for number in range(BINS):
        part = order[number * len(order) // BINS : (number + 1) * len(order) // BINS]
        error += sqrt(2 / pi * sum(chance * (1 - chance) for chance in part))
    return error / max(1, len(order))


def _pool(blocks: list[list[float]]) -> None:
    """Join the last block with those before it until the rates rise."""
    while len(blocks) > 1 and blocks[-2][2] * blocks[-1][0] >= blocks[-1][2] * blocks[-2][0]:
        last = blocks.pop()
        blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
