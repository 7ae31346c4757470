"""How well scores put wrong lines first: precision among the first, AUC, and intervals by drawing the lines anew.

Lines that repeat each other are drawn together: they are one piece of evidence.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHARES = {"p5": 0.05, "p10": 0.10}
MEASURES = (*SHARES, "auc")
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The place of each line by its score, from 0 for the highest; lines with equal scores share a place."""

    places: tuple[int, ...]

    @staticmethod
    def of(scores: Sequence[float]) -> "Ranking":
        """Return the ranking of lines by their scores."""
        values = {score: at for at, score in enumerate(sorted(set(scores), reverse=True))}
        return Ranking(tuple(values[score] for score in scores))


def measures_of(ranking: Ranking, wrong: Sequence[bool], times: Sequence[int] | None = None) -> dict[str, float]:
    """Return the measures of a ranking; `times` says how often each line was drawn.

    Lines that are ranked alike at the cut count with their average.
    """
    size = max(ranking.places, default=-1) + 1
    lines, found = [0] * size, [0] * size
    for at, place in enumerate(ranking.places):
        count = 1 if times is None else times[at]
        lines[place] += count
        found[place] += count * wrong[at]
    total, total_wrong = sum(lines), sum(found)
    told = {name: _precision(lines, found, share * total) for name, share in SHARES.items()}
    right, above = 0.0, 0
    for count, bad in zip(lines, found, strict=True):
        good = count - bad
        right += good * (above + bad / 2)
        above += bad
    pairs = total_wrong * (total - total_wrong)
    return told | {"auc": right / pairs if pairs else 0.5}


def means_of(
    rankings: Sequence[Ranking], wrong: Sequence[bool], times: Sequence[int] | None = None
) -> dict[str, float]:
    """Return the mean measures of the rankings of a model, of which some models have several."""
    told = [measures_of(ranking, wrong, times) for ranking in rankings]
    return {name: sum(each[name] for each in told) / len(told) for name in MEASURES}


def intervals_of(
    models: Mapping[str, Sequence[Ranking]], wrong: Sequence[bool], keys: Sequence[str], resamples: int, seed: int = 4
) -> tuple[dict[str, dict[str, Interval]], dict[str, dict[str, Interval]]]:
    """Return 95 % intervals of the mean measures of each model's rankings, and of the differences of the first model to
    each other.
    """
    chance = random.Random(seed)  # noqa: S311 - the same samples in each run
    members = defaultdict[str, list[int]](list)
    for at, key in enumerate(keys):
        members[key].append(at)
    groups = list(members.values())
    drawn: dict[str, list[dict[str, float]]] = {name: [] for name in models}
    for _sample in range(resamples):
        times = [0] * len(wrong)
        for group in chance.choices(groups, k=len(groups)):
            for at in group:
                times[at] += 1
        for name, rankings in models.items():
            drawn[name].append(means_of(rankings, wrong, times))
    first, *others = models
    own = {name: {each: interval_of([row[each] for row in rows]) for each in MEASURES} for name, rows in drawn.items()}
    paired = {
        other: {
            each: interval_of([one[each] - two[each] for one, two in zip(drawn[first], drawn[other], strict=True)])
            for each in MEASURES
        }
        for other in others
    }
    return own, paired


def _precision(lines: Sequence[int], found: Sequence[int], places: float) -> float:
    left, right = places, 0.0
    for count, bad in zip(lines, found, strict=True):
        if count and left > 0:
            part = min(1.0, left / count)
            right += part * bad
            left -= part * count
    return right / places if places else 0.0


def interval_of(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of values that were drawn anew."""
    ordered = sorted(values)
    low, high = (ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in (0.025, 0.975))
    return low, high
