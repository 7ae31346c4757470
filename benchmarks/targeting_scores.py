"""Lines ranked by the models of earlier lines, and what the rankings are worth: precision, AUC, calibration."""

import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from apps.targeting.risk_model import DeclaredParcel, Model, PastParcel, model_train
from apps.targeting.risk_model.calibration import calibration_error, error_by_chance
from apps.targeting.risk_model.trees import is_available
from benchmarks.targeting_groups import DrawnLine, groups_measured
from benchmarks.targeting_lines import Lines, quarter_of
from benchmarks.targeting_measures import Ranking, intervals_of, means_of
from benchmarks.targeting_plain import ORDERS, plain_scores

SEED = 1
# The models that the product is compared with on new lines, and the name of the differences.
REFERENCES = {
    "plain": "paired",
    "priced": "paired_priced",
    "categories": "paired_categories",
    "points": "paired_points",
}
# So many parcels are assessed in one batch, and so many one by one.
BATCH, SINGLES = 500, 500
CORES = 2
_SHARED: dict[str, Model] = {}


@dataclass(slots=True)
class Scored:
    """Lines that were ranked: their scores by model, the outcomes, and whether the line is in the training.

    `scores` holds a list of scores for each ranking of a model: plain boosting has several. `chances` holds the
    calibrated chances of the product's model, `parts` the name of the quarter or file of each line; `model` is the
    product's model of the last part.
    """

    scores: dict[str, list[list[float]]] = field(default_factory=dict)
    chances: list[float] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    seen: list[bool] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    model: Model | None = None

    def add(self, part: str, train: Sequence[PastParcel], test: Sequence[PastParcel]) -> None:
        """Rank the lines of a part by models that learn from the training."""
        begun = time.monotonic()
        arrivals = [example.arrival for example in test]
        self.model = ours = model_train(train, seed=SEED)
        points = model_train(train, seed=SEED, trees=False) if is_available() else ours
        known = ours.knowledge.lines
        chances = ours.chances(arrivals)
        self._scores("ours", [_finely(*each) for each in zip(chances, ours.scores(arrivals), strict=True)])
        self._scores("points", points.chances(arrivals))
        if is_available():
            self._scores("plain", *(plain_scores(train, arrivals, order) for order in range(ORDERS)))
            self._scores("priced", *(plain_scores(train, arrivals, order, with_price=True) for order in range(ORDERS)))
            self._scores("categories", plain_scores(train, arrivals, 0, as_categories=True))
        base = ours.knowledge.base
        self._scores("memory", [wrong / exams for exams, wrong in (known.get(a.line, (1, base)) for a in arrivals)])
        self.chances += chances
        self.wrong += [example.wrong for example in test]
        self.seen += [arrival.line in known for arrival in arrivals]
        self.lines += [arrival.line for arrival in arrivals]
        self.origins += [arrival.origin for arrival in arrivals]
        self.parts += [part] * len(test)
        took = time.monotonic() - begun
        sys.stderr.write(f"{part}: {len(test):,} lines ranked by models of {len(train):,}, in {took:.0f} s\n")

    def _scores(self, name: str, *rankings: Sequence[float]) -> None:
        for told, scores in zip(self.scores.setdefault(name, [[] for _each in rankings]), rankings, strict=True):
            told.extend(scores)


def scored_of(train: Lines, tests: Sequence[tuple[str, Lines]]) -> Scored:
    """Return the ranked lines: of each test, or of each quarter but the first where there are no tests."""
    scored = Scored()
    for name, test in tests:
        scored.add(name, train.examples, test.examples)
    if not tests:
        quarters = sorted({quarter_of(example) for example in train.examples})
        for quarter in quarters[1:]:
            scored.add(
                quarter,
                [example for example in train.examples if quarter_of(example) < quarter],
                [example for example in train.examples if quarter_of(example) == quarter],
            )
    return scored


def measured(scored: Scored, resamples: int) -> dict[str, Any]:
    """Return the measures of all models on new lines and on all lines, with intervals, and the calibration."""
    told: dict[str, Any] = {}
    fresh = [at for at, is_seen in enumerate(scored.seen) if not is_seen]
    for name, which, models in (
        ("unseen", fresh, ("ours", *REFERENCES)),
        ("all", range(len(scored.seen)), ("ours", "plain", "points", "memory")),
    ):
        rankings = {
            model: [Ranking.of([scores[at] for at in which]) for scores in scored.scores[model]]
            for model in models
            if model in scored.scores
        }
        wrong, seen = [scored.wrong[at] for at in which], [scored.seen[at] for at in which]
        own, paired = intervals_of(rankings, wrong, [scored.lines[at] for at in which], resamples)
        told[name] = {model: means_of(each, wrong) for model, each in rankings.items()}
        told[name]["chance"] = sum(wrong) / max(1, len(wrong))
        told[f"intervals_{name}"] = own
        told[f"new_among_first_{name}"] = {model: _new_share(each[0], seen) for model, each in rankings.items()}
        if name == "unseen":
            told |= {REFERENCES[model]: paired.get(model, {}) for model in REFERENCES}
    parts = sorted(set(scored.parts))
    told["groups"] = groups_measured(
        [
            [
                DrawnLine(scored.origins[at], scored.chances[at], scored.wrong[at])
                for at in fresh
                if scored.parts[at] == part
            ]
            for part in parts
        ]
    )
    told["parts"] = {part: _part_measured(scored, part, resamples) for part in parts}
    told["calibration"] = {
        part: {
            "all": calibration_error(*_chosen(scored, part, fresh_only=False)),
            "unseen": calibration_error(*_chosen(scored, part, fresh_only=True)),
            "unseen_by_chance": error_by_chance(_chosen(scored, part, fresh_only=True)[0]),
        }
        for part in parts
    }
    return told


def _part_measured(scored: Scored, part: str, resamples: int) -> dict[str, Any]:
    """Return the measures of the product and of plain boosting on the new lines of a part, and `paired`: the interval
    of their difference at 10 %, or nothing where plain boosting is missing or no line is new.
    """
    fresh = [at for at, each in enumerate(scored.parts) if each == part and not scored.seen[at]]
    wrong = [scored.wrong[at] for at in fresh]
    rankings = {
        model: [Ranking.of([scores[at] for at in fresh]) for scores in scored.scores[model]]
        for model in ("ours", "plain")
        if model in scored.scores
    }
    told: dict[str, Any] = {model: means_of(each, wrong) for model, each in rankings.items()}
    told |= {"lines": len(fresh), "chance": sum(wrong) / max(1, len(wrong)), "paired": []}
    if fresh:
        _own, paired = intervals_of(rankings, wrong, [scored.lines[at] for at in fresh], resamples)
        told["paired"] = [other["p10"] for other in paired.values()]
    return told


def speed_measured(model: Model, test: Sequence[PastParcel]) -> dict[str, float]:
    """Return how many parcels a model assesses in a second in batches, reasons included, by a process on each of two
    cores, and the time within which 95 of 100 single parcels are assessed, in seconds.
    """
    arrivals = [example.arrival for example in test]
    batches = [arrivals[first : first + BATCH] for first in range(0, len(arrivals), BATCH)]
    model.risks(batches[0])
    _SHARED["model"] = model
    # A forked process has the model in memory, as a worker of the site has.
    with multiprocessing.get_context("fork").Pool(CORES) as pool:
        pool.map(_assess, batches[:1] * CORES, chunksize=1)
        begun = time.perf_counter()
        pool.map(_assess, batches, chunksize=1)
        in_batches = len(arrivals) / (time.perf_counter() - begun)
    took = list[float]()
    for arrival in random.Random(SEED).sample(arrivals, min(SINGLES, len(arrivals))):  # noqa: S311 - the same parcels
        begun = time.perf_counter()
        model.risks([arrival])
        took.append(time.perf_counter() - begun)
    return {"parcels_per_second": in_batches, "p95_single": quantiles(took, n=20)[-1]}


def _assess(arrivals: Sequence[DeclaredParcel]) -> int:
    return len(_SHARED["model"].risks(arrivals))


def _finely(chance: float, score: float) -> float:
    """Return a chance, ordered by the score before calibration where chances are equal."""
    return chance + 1e-6 * score


def _new_share(ranking: Ranking, seen: Sequence[bool]) -> float:
    """Return the share of new lines among the first twentieth."""
    order = sorted(range(len(seen)), key=ranking.places.__getitem__)[: max(1, len(seen) // 20)]
    return sum(1 for at in order if not seen[at]) / max(1, len(order))


def _chosen(scored: Scored, part: str, *, fresh_only: bool) -> tuple[list[float], list[bool]]:
    which = [at for at, each in enumerate(scored.parts) if each == part and not (fresh_only and scored.seen[at])]
    return [scored.chances[at] for at in which], [scored.wrong[at] for at in which]
