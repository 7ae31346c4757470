"""The bound on exams by choice that fall on groups: of the clean parcels of a group, the selection opens no larger
share than so many times the share of all. Pure.

A model learns from what was found, so that a group that was opened often looks worse than it is, and is opened more
often. Exams by choice are those by risk and those of what was never seen; the rest is drawn by chance or by rule. How
many parcels are clean nobody knows: the calibrated chance of each says how many are expected. A parcel that is more
likely wrong than in order is left out: it is opened whatever its groups.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from apps.targeting.selection.odds import (
    LIKELY_WRONG,
    CapacityDivision,
    ParcelCandidate,
    SelectionChances,
    odds_of,
)

# The exams of so many days before a draw count toward the bounds of its groups.
GROUP_DAYS = 30
# The name under which all parcels are counted, of whatever group.
ALL = ""


@dataclass(frozen=True, slots=True)
class GroupExams:
    """The clean parcels that are expected in a group, and how many of them are expected to be opened by choice."""

    clean: float = 0.0
    chosen: float = 0.0

    def __add__(self, other: "GroupExams") -> "GroupExams":
        return GroupExams(self.clean + other.clean, self.chosen + other.chosen)

    @property
    def share(self) -> float:
        """The share of clean parcels that is opened by choice; 0 without a parcel."""
        return self.chosen / self.clean if self.clean else 0.0

    def times(self, everybody: "GroupExams") -> float | None:
        """Return how many times the share of all the share of the group is; None where nothing is opened by choice."""
        return self.share / everybody.share if everybody.share else None


def exams_by_group(candidates: Sequence[ParcelCandidate], odds: Sequence[SelectionChances]) -> dict[str, GroupExams]:
    """Return what a draw is expected to open by choice, by group, and of all parcels under `ALL`. Parcels for which no
    bound holds are left out.
    """
    clean, chosen = defaultdict[str, float](float), defaultdict[str, float](float)
    for candidate, each in zip(candidates, odds, strict=True):
        if candidate.must or candidate.chance > LIKELY_WRONG:
            continue
        for group in (ALL, *candidate.groups):
            clean[group] += candidate.clean
            chosen[group] += candidate.clean * (each.risk + each.unseen)
    return {group: GroupExams(clean[group], chosen[group]) for group in clean}


def groups_added(figures: Iterable[Mapping[str, GroupExams]]) -> dict[str, GroupExams]:
    """Return the sums of the figures of draws, by group."""
    total = defaultdict[str, GroupExams](GroupExams)
    for each in figures:
        for group, exams in each.items():
            total[group] += exams
    return dict(total)


def plan_bounded(
    candidates: Sequence[ParcelCandidate],
    plan: CapacityDivision,
    before: Mapping[str, GroupExams],
    *,
    most: float,
    least: int,
) -> tuple[CapacityDivision, list[SelectionChances]]:
    """Return a plan with the rooms of its groups, and the chances of the parcels under the plan without them. `before`
    is what draws opened lately.
    """
    free = odds_of(candidates, plan)
    rooms = _rooms(exams_by_group(candidates, free), before, most=most, least=least)
    return replace(plan, rooms=rooms), free


def most_burdened_group(groups: Mapping[str, GroupExams], least: int) -> str | None:
    """Return the group of at least so many clean parcels whose clean parcels are opened by choice most often."""
    bound = [group for group, exams in groups.items() if group != ALL and exams.clean >= least]
    return max(bound, key=lambda group: groups[group].share, default=None)


def _rooms(
    free: Mapping[str, GroupExams], before: Mapping[str, GroupExams], *, most: float, least: int
) -> dict[str, float]:
    """Return how many clean parcels of each group of a draw may be opened by choice.

    `free` is what the draw would open without a bound, and `before` what draws opened lately, so that no port and no
    day opens what another one may not. A group with fewer than `least` clean parcels counts as if it had so many: of a
    handful each exam would be a large share, and once the group has grown, what was opened before is within its bound.
    """
    both = groups_added([free, before])
    share = both[ALL].share if ALL in both else 0.0
    return {
        group: max(0.0, most * share * max(least, both[group].clean) - before.get(group, GroupExams()).chosen)
        for group in free
        if group != ALL
    }


def findings_forgone(
    candidates: Sequence[ParcelCandidate], free: Sequence[SelectionChances], kept: Sequence[SelectionChances]
) -> float:
    """Return how many wrong parcels fewer a draw is expected to find within the bound than without it."""
    return fsum(
        each.chance * (without.total - within.total)
        for each, without, within in zip(candidates, free, kept, strict=True)
    )
