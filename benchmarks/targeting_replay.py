"""Declarations replayed day by day: the outcome of a line is known only if the line was selected.

Three ways to divide the capacity are compared: all by risk (`exploitation`), a tenth at random (`fixed`), and a random
share that adapts, beside a share for what was never seen (`adaptive`). The points model begins with nothing and learns
again whenever a third more outcomes are known; the outcome of a line that repeats is known at once.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from apps.targeting.arrivals import Arrival, Example
from apps.targeting.estimates import Estimate, share_estimate
from apps.targeting.exploration import Arm, Bounds, share_at_random
from apps.targeting.learning import Model, model_train
from apps.targeting.selection import Candidate, Plan, Share, draw, odds_of
from benchmarks.targeting_lines import quarter_of

CAPACITIES = (0.03, 0.05, 0.10)
WAYS = ("exploitation", "fixed", "adaptive")
FIXED_SHARE = 0.1
BOUNDS = Bounds(0.02, 0.3)
UNSEEN_SHARE = 0.05
FIRST_LABELS = 60
MORE_LABELS = 1.33


@dataclass(slots=True)
class Replay:
    """A replay: the selected lines with their probabilities and outcomes, and the random share of each day."""

    way: str
    capacity: float
    trees: bool
    seed: int
    chosen: list[tuple[Example, float]] = field(default_factory=list)
    new: int = 0
    shares: list[float] = field(default_factory=list)
    model: Model | None = None
    trained_on: int = 0
    by_risk: Arm = field(default_factory=Arm)
    at_random: Arm = field(default_factory=Arm)

    def run(self, examples: Sequence[Example]) -> "Replay":
        """Replay examples, which are in the order of their days."""
        chance = random.Random(self.seed)  # noqa: S311 - a replay can be repeated
        seen, passed, places = set[str](), dict[str, int](), 0.0
        for _day, group in groupby(examples, key=lambda example: example.arrival.day):
            day = list(group)
            places += self.capacity * len(day)
            share, unseen = self._shares(), UNSEEN_SHARE if self.way == "adaptive" and self.model else 0.0
            self.shares.append(share)
            plan = Plan(int(places), unseen, share, 0.0, {})
            places -= plan.capacity
            odds = odds_of(self._candidates([example.arrival for example in day], passed), plan)
            drawn = draw(odds, chance)
            for example, each, by in zip(day, odds, drawn, strict=True):
                line = example.arrival.line
                if by is not None:
                    self.new += line not in seen
                    self._learn(example, each.total, by)
                seen.add(line)
                passed[line] = passed.get(line, 0) + 1
            self.by_risk.fade(1)
            self.at_random.fade(1)
            if len(self.chosen) >= max(FIRST_LABELS, MORE_LABELS * self.trained_on):
                known = [example for example, _probability in self.chosen]
                self.model, self.trained_on = model_train(known, seed=self.seed, trees=self.trees), len(known)
        return self

    def _shares(self) -> float:
        if self.model is None:
            return 1.0
        if self.way == "adaptive":
            return share_at_random(self.by_risk, self.at_random, BOUNDS)
        return FIXED_SHARE if self.way == "fixed" else 0.0

    def _candidates(self, arrivals: Sequence[Arrival], passed: dict[str, int]) -> list[Candidate]:
        if self.model is None:
            return [Candidate(0.0) for _arrival in arrivals]
        known = self.model.knowledge.lines
        # What passes often and was never opened comes first in its share: what an exam finds there tells most.
        return [
            Candidate(chance, 0.0 if arrival.line in known else 1.0 + passed.get(arrival.line, 0))
            for arrival, chance in zip(arrivals, self.model.chances(arrivals), strict=True)
        ]

    def _learn(self, example: Example, probability: float, by: Share) -> None:
        self.chosen.append((example, probability))
        if self.model is None:
            return
        opened = self.model.knowledge.lines.setdefault(example.arrival.line, [0, 0])
        opened[0] += 1
        opened[1] += example.wrong
        (self.at_random if by is Share.RANDOM else self.by_risk).add(example.wrong)

    def found(self, quarter: str | None = None) -> int:
        """Return the violations found, in all or in a quarter."""
        return sum(example.wrong for example, _p in self.chosen if quarter in (None, quarter_of(example)))

    def estimate(self, total: int) -> Estimate | None:
        """Return the estimated share of wrong lines; None where lines had no chance to be selected."""
        if self.way == "exploitation":
            return None
        return share_estimate(((probability, example.wrong) for example, probability in self.chosen), total)


def replay_measured(examples: Sequence[Example], seeds: int, *, trees: bool = False) -> dict[str, Any]:
    """Return by capacity and way what was found, and how often the interval of the estimate has the truth."""
    truth = sum(example.wrong for example in examples) / len(examples)
    last = quarter_of(examples[-1])
    told: dict[str, Any] = {"truth": truth, "seeds": seeds, "last": last, "capacities": {}}
    for capacity in CAPACITIES:
        rows = told["capacities"][str(capacity)] = {}
        for way in WAYS:
            runs = [Replay(way, capacity, trees, seed).run(examples) for seed in range(seeds)]
            rows[way] = _told(runs, truth, last, len(examples))
    return told


def replay_told(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the table of a replay."""
    if not told:
        return
    yield f"\nReplay of {told['seeds']} seeds; true share {told['truth']:.3f}; last quarter {told['last']}"
    for capacity, rows in told["capacities"].items():
        for way, row in rows.items():
            estimate = ""
            if row["estimate"] is not None:
                estimate = f", estimate {row['estimate']:.3f} ± {row['half']:.3f}, covers {row['covered']:.0%}"
            yield (
                f"capacity {float(capacity):.0%} {way:12} found {row['found']:,.0f}, {row['found_last']:,.0f} of them "
                f"in the last quarter, of {row['selected']:,.0f} selected, {row['new']:.0%} of them new; at random "
                f"{row['at_random']:.1%}{estimate}"
            )


def _told(runs: Sequence[Replay], truth: float, last: str, total: int) -> dict[str, Any]:
    estimates = [estimate for run in runs if (estimate := run.estimate(total))]
    count = len(runs)
    return {
        "found": sum(run.found() for run in runs) / count,
        "found_last": sum(run.found(last) for run in runs) / count,
        "selected": sum(len(run.chosen) for run in runs) / count,
        "new": sum(run.new for run in runs) / max(1, sum(len(run.chosen) for run in runs)),
        "at_random": sum(sum(run.shares) / len(run.shares) for run in runs) / count,
        "estimate": sum(each.share for each in estimates) / len(estimates) if estimates else None,
        "half": sum(each.high - each.low for each in estimates) / 2 / len(estimates) if estimates else None,
        "covered": sum(each.low <= truth <= each.high for each in estimates) / len(estimates) if estimates else None,
    }
