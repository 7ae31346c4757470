"""Declarations replayed day by day: the outcome of a line is known only if the line was selected.

Four ways to divide the capacity are compared: all by risk (`exploitation`), a tenth at random (`fixed`), `adaptive`: a
random share that adapts, a share for what exams by risk leave unseen, and exams that count for more where they tell of
later lines; and the way of the product (`bounded`), which beside that opens clean lines of an origin by choice no more
often than the policy allows. Each begins at random. Once `FIRST_LABELS` outcomes are known, the points
model ranks the lines. Its rates learn each outcome on its day, so that the model of a day knows what was found until
then, and no training takes time.

The estimate of the true share of wrong lines rests on the probabilities that the selection gave. There is none where
lines had no chance to be selected.
"""

import multiprocessing
import os
import random
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, product
from statistics import fmean, stdev
from typing import Any

from apps.core.estimates import Estimate, wilson
from apps.targeting.risk_model import FEATURES, PastParcel
from apps.targeting.risk_model.keys import KEYS, keys_of
from apps.targeting.risk_model.knowledge import PeerKnowledge, chance_of, log_odds, novelty_of, repeated_chance
from apps.targeting.risk_model.points import PointsModel
from apps.targeting.selection import (
    GROUP_DAYS,
    NOVELTY_DAYS,
    PASSED_DAYS,
    Bounds,
    CapacityDivision,
    CapacityShare,
    GroupExams,
    ParcelCandidate,
    exams_by_group,
    groups_added,
    odds_of,
    plan_bounded,
    share_unseen,
)
from apps.targeting.selection.exploration import Arm, share_at_random
from apps.targeting.selection.odds import SelectionChances, draw
from benchmarks.targeting_lines import quarter_of

CAPACITIES = (0.03, 0.05, 0.10)
WAYS = ("exploitation", "fixed", "adaptive", "bounded")
FIXED_SHARE = 0.1
# The shares of the policy as it comes (`selection.*`).
BOUNDS = Bounds(0.05, 0.3)
UNSEEN_SHARE = 0.2
GROUP_MOST, GROUP_LEAST = 3.0, 50
FIRST_LABELS = 60
BY_CHOICE = (CapacityShare.RISK, CapacityShare.UNSEEN)
MIN_COVERED = 0.9
_NO_AMOUNTS = [None] * (len(FEATURES) - len(KEYS))


@dataclass(frozen=True, slots=True)
class Parcel:
    """A line of a replay, with what each day of each replay asks of it."""

    line: str
    texts: tuple[str, ...]
    wrong: bool
    quarter: str
    day: date
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of a replay: selected parcels, and those among them whose line was never opened before; wrong ones in
    all and in the last quarter; the mean random share; the estimate of the true share of wrong parcels. `times` is how
    many times the share of all the share of clean lines is that was opened by choice, of the origin of at least
    `GROUP_LEAST` clean lines with the greatest share.
    """

    selected: int
    new: int
    found: int
    found_last: int
    at_random: float
    estimate: Estimate | None
    times: float


@dataclass(slots=True)
class Replay:
    """A replay under way: what is known, what was selected with its probability, and the random share of each day.

    `passed` has the day on which each line passed last; `novelty` has the days and the novelty of lines opened by risk;
    `lately` has what was expected of groups on the last days, and `chosen` the clean lines opened by choice by origin.
    """

    way: str
    capacity: float
    seed: int
    knowledge: PeerKnowledge = field(default_factory=PeerKnowledge)
    opened_lines: int = 0
    wrong_lines: int = 0
    selected: list[tuple[float, Parcel]] = field(default_factory=list)
    new: int = 0
    passed: dict[str, date] = field(default_factory=dict)
    novelty: list[tuple[date, float]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    by_risk: Arm = field(default_factory=Arm)
    at_random: Arm = field(default_factory=Arm)
    lately: deque[dict[str, GroupExams]] = field(default_factory=lambda: deque(maxlen=GROUP_DAYS))
    chosen: Counter[str] = field(default_factory=Counter)

    def run(self, days: Sequence[Sequence[Parcel]]) -> Run:
        """Replay days and return the figures."""
        chance = random.Random(self.seed)  # noqa: S311 - a replay can be repeated
        for day in days:
            begun = len(self.selected) >= FIRST_LABELS
            share = self._random_share() if begun else 1.0
            unseen = self._unseen_share(day[0].day) if begun and self.adapts else 0.0
            self.shares.append(share)
            candidates = self._candidates(day)
            odds = self._odds(candidates, CapacityDivision(self.capacity * len(day), unseen, share, 0.0, {}))
            for parcel, candidate, each, by in zip(day, candidates, odds, draw(odds, chance), strict=True):
                if by is not None:
                    self.new += parcel.line not in self.knowledge.lines
                    self.selected.append((each.total, parcel))
                    self._learn(parcel)
                    if by.is_equal:
                        self.at_random.add(parcel.wrong)
                    if by.share in BY_CHOICE and not parcel.wrong:
                        self.chosen[parcel.origin] += 1
                    if by.share is CapacityShare.RISK:
                        self.by_risk.add(parcel.wrong)
                        self.novelty.append((parcel.day, candidate.novelty))
            self.passed.update((parcel.line, parcel.day) for parcel in day)
            self.by_risk.fade(1)
            self.at_random.fade(1)
        return self._figures(days)

    @property
    def adapts(self) -> bool:
        """Whether the random share follows what exams find."""
        return self.way in ("adaptive", "bounded")

    def _odds(self, candidates: Sequence[ParcelCandidate], plan: CapacityDivision) -> list[SelectionChances]:
        if self.way != "bounded":
            return odds_of(candidates, plan)
        before = groups_added(self.lately)
        plan, _free = plan_bounded(candidates, plan, before, most=GROUP_MOST, least=GROUP_LEAST)
        odds = odds_of(candidates, plan)
        self.lately.append(exams_by_group(candidates, odds))
        return odds

    def _random_share(self) -> float:
        if self.adapts:
            return share_at_random(self.by_risk, self.at_random, BOUNDS)
        return FIXED_SHARE if self.way == "fixed" else 0.0

    def _unseen_share(self, day: date) -> float:
        first = day - timedelta(days=NOVELTY_DAYS)
        self.novelty = [each for each in self.novelty if each[0] > first]
        return share_unseen(UNSEEN_SHARE, fmean(novelty for _day, novelty in self.novelty) if self.novelty else None)

    def _candidates(self, day: Sequence[Parcel]) -> list[ParcelCandidate]:
        model = PointsModel(log_odds(self.knowledge.base))
        told = list[ParcelCandidate]()
        for parcel in day:
            chances, known = self.knowledge.chances(parcel.texts)
            chance = chance_of(model.score([*map(log_odds, chances), *_NO_AMOUNTS]))
            opened = self.knowledge.lines.get(parcel.line)
            has_passed = self.adapts and not opened and self._has_passed(parcel)
            risk, groups = repeated_chance(chance, opened), (parcel.origin,) if parcel.origin else ()
            told.append(ParcelCandidate(risk, novelty_of(known), has_passed=has_passed, groups=groups))
        return told

    def _has_passed(self, parcel: Parcel) -> bool:
        last = self.passed.get(parcel.line)
        return last is not None and last >= parcel.day - timedelta(days=PASSED_DAYS)

    def _learn(self, parcel: Parcel) -> None:
        """Learn an outcome: each line counts once in the rates, by its first exam."""
        opened = self.knowledge.lines.setdefault(parcel.line, [0, 0])
        if not opened[0]:
            self.opened_lines += 1
            self.wrong_lines += parcel.wrong
            self.knowledge.base = (self.wrong_lines + 1) / (self.opened_lines + 2)
            for rates, text in zip(self.knowledge.rates, parcel.texts, strict=True):
                if text:
                    sums = rates.setdefault(text, [0.0, 0.0])
                    sums[0] += 1
                    sums[1] += parcel.wrong
        opened[0] += 1
        opened[1] += parcel.wrong

    def _figures(self, days: Sequence[Sequence[Parcel]]) -> Run:
        last = days[-1][-1].quarter
        estimate = None
        if self.way != "exploitation":
            known = ((probability, parcel.wrong) for probability, parcel in self.selected)
            estimate = share_estimate(known, sum(map(len, days)))
        return Run(
            len(self.selected),
            self.new,
            sum(parcel.wrong for _probability, parcel in self.selected),
            sum(parcel.wrong for _probability, parcel in self.selected if parcel.quarter == last),
            sum(self.shares) / len(self.shares),
            estimate,
            self._times(days),
        )

    def _times(self, days: Sequence[Sequence[Parcel]]) -> float:
        clean = Counter(parcel.origin for day in days for parcel in day if not parcel.wrong)
        shares = [self.chosen[origin] / number for origin, number in clean.items() if number >= GROUP_LEAST]
        return max(shares, default=0.0) / (self.chosen.total() / clean.total()) if self.chosen else 0.0


def share_estimate(selected: Iterable[tuple[float, bool]], total: int) -> Estimate | None:
    """Estimate the share of wrong parcels of all parcels; None where nothing was selected.

    `selected` holds the probability to be selected and the outcome of each selected parcel; each of the `total` parcels
    must have had a probability above 0. The parcels that were certain to be selected are counted; those that were not
    are estimated by weights of one over their probability, divided by the sum of the weights (Hajek, "Comment on a
    paper by D. Basu", 1971). The interval is Wilson's (1927) with the number of parcels that would have the same
    variance, since a normal interval is too short where few were drawn.
    """
    certain = certain_wrong = drawn = 0
    weights = wrong = squares_wrong = squares = 0.0
    for probability, is_wrong in selected:
        if probability >= 1:
            certain += 1
            certain_wrong += is_wrong
            continue
        weight = 1 / probability
        drawn += 1
        weights += weight
        wrong += weight * is_wrong
        squares += weight * weight * (1 - probability)
        squares_wrong += weight * weight * (1 - probability) * is_wrong
    rest = total - certain
    if rest <= 0 or not drawn:
        return (
            Estimate(certain_wrong / certain, certain_wrong / certain, certain_wrong / certain, certain)
            if certain and rest <= 0
            else None
        )
    share = wrong / weights
    # The squared distances from the share, weighted: linear for the ratio of two sums.
    variance = ((1 - 2 * share) * squares_wrong + share * share * squares) / (weights * weights)
    # So many parcels, each drawn with the same probability, would have this variance.
    low, high = wilson(share, share * (1 - share) / variance if variance > 0 else drawn)
    part = rest / total
    known = certain_wrong / total
    return Estimate(known + part * share, known + part * low, known + part * high, certain + drawn)


def days_of(examples: Sequence[PastParcel]) -> list[list[Parcel]]:
    """Return the lines of each day; the examples are in the order of their days."""
    return [
        [
            Parcel(
                each.arrival.line,
                keys_of(each.arrival),
                each.wrong,
                quarter_of(each),
                each.arrival.day,
                each.arrival.origin,
            )
            for each in group
        ]
        for _day, group in groupby(examples, key=lambda example: example.arrival.day)
    ]


def replay_measured(examples: Sequence[PastParcel], seeds: int, processes: int | None = None) -> dict[str, Any]:
    """Return by capacity and way what was found, and how often the interval of the estimate has the truth.

    The replays run in so many processes, or in one for each processor.
    """
    days = days_of(examples)
    truth = sum(example.wrong for example in examples) / len(examples)
    jobs = list(product(CAPACITIES, WAYS, range(seeds)))
    runs: dict[tuple[float, str], list[Run]] = {}
    for done, ((capacity, way, _seed), run) in enumerate(zip(jobs, _runs(days, jobs, processes), strict=True), start=1):
        runs.setdefault((capacity, way), []).append(run)
        if done % max(1, len(jobs) // 45) == 0:
            sys.stderr.write(f"\r{done} of {len(jobs)} replays")
            sys.stderr.flush()
    sys.stderr.write("\n")
    return {
        "truth": truth,
        "seeds": seeds,
        "last": quarter_of(examples[-1]),
        "capacities": {
            str(capacity): {way: _told(runs[capacity, way], truth) for way in WAYS} for capacity in CAPACITIES
        },
    }


def replay_failures(told: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each bound of the replay that does not hold."""
    for capacity, rows in told["capacities"].items():
        if rows["adaptive"]["found_last"] < rows["exploitation"]["found_last"]:
            yield f"At {float(capacity):.0%} the adaptive way finds less in the last quarter than exploitation."
        for way, row in rows.items():
            if row["covered"] is not None and row["covered"] < MIN_COVERED:
                yield f"At {float(capacity):.0%} the interval of {way} has the truth in {row['covered']:.0%} of seeds."


def replay_told(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the table of a replay."""
    yield f"Replay of {told['seeds']} seeds; true share of wrong lines {told['truth']:.3f}; last quarter {told['last']}"
    for capacity, rows in told["capacities"].items():
        for way, row in rows.items():
            estimate = ""
            if row["estimate"] is not None:
                estimate = (
                    f", estimate {row['estimate']:.3f} ± {row['half']:.3f}, has the truth in {row['covered']:.0%}"
                )
            yield (
                f"capacity {float(capacity):.0%} {way:12} found {row['found']:,.0f} in all, {row['found_last']:,.1f} "
                f"± {row['error_last']:.1f} in the last quarter, of {row['selected']:,.0f} selected, "
                f"{row['new']:.0%} of new lines; at random "
                f"{row['at_random']:.1%}{estimate}; clean lines of an origin opened by choice at most "
                f"{row['times']:.1f} times as often as all ({row['times_most']:.1f} in the worst seed)"
            )


_DAYS: list[list[Parcel]] = []


def _runs(days: list[list[Parcel]], jobs: Iterable[tuple[float, str, int]], processes: int | None) -> Iterator[Run]:
    """Yield the runs in the order of the jobs."""
    _DAYS[:] = days
    if processes == 1:
        yield from map(_run, jobs)
        return
    # A forked process has the days in memory and need not be sent them.
    with multiprocessing.get_context("fork").Pool(processes or os.cpu_count()) as pool:
        yield from pool.imap(_run, jobs)


def _run(job: tuple[float, str, int]) -> Run:
    capacity, way, seed = job
    return Replay(way, capacity, seed).run(_DAYS)


def _told(runs: Sequence[Run], truth: float) -> dict[str, Any]:
    count, selected = len(runs), sum(run.selected for run in runs)
    told: dict[str, Any] = {
        "found": sum(run.found for run in runs) / count,
        "found_last": sum(run.found_last for run in runs) / count,
        "error_last": stdev(run.found_last for run in runs) / count**0.5 if count > 1 else 0.0,
        "selected": selected / count,
        "new": sum(run.new for run in runs) / max(1, selected),
        "at_random": sum(run.at_random for run in runs) / count,
        "times": fmean(run.times for run in runs),
        "times_most": max(run.times for run in runs),
        **dict.fromkeys(("estimate", "half", "covered")),
    }
    if estimates := [run.estimate for run in runs if run.estimate]:
        told["estimate"] = sum(each.share for each in estimates) / len(estimates)
        told["half"] = sum(each.high - each.low for each in estimates) / 2 / len(estimates)
        told["covered"] = sum(each.low <= truth <= each.high for each in estimates) / count
    return told
