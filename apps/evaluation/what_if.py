"""What-if: the answers of the rules under a draft of the policy beside those under the policy in force.

Nothing is written: a draft decides nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from apps.evaluation.rules import RulesAnswer, judge
from apps.evaluation.selectors import records_now
from apps.policy.selectors import Calendar
from apps.policy.terms import TOP, Terms

# The least parcels a month, over the last year, of each group of sizes by which the effects are counted.
SIZES = (0, 1, 20, 100, 500, 5_000)


@dataclass(frozen=True, slots=True)
class MemberEffect:
    """The effect of a draft on a member: the tier by the rules in force, the tier under the draft, and the rules that
    decide between them. `suspends`: the draft would suspend the member at once, and the rules in force do not.
    """

    before: int
    after: int
    rules: tuple[str, ...]
    suspends: bool


def answers_beside(
    shipper_ids: Sequence[int], *, as_of: date, terms: Terms, draft: Terms
) -> dict[int, tuple[RulesAnswer, RulesAnswer]]:
    """Return the answers of the rules on the records of a present day, under the terms in force and under a draft's."""
    calendar = Calendar()
    # Each set of terms has windows of its own, so each reads its own records.
    now, then = (records_now(shipper_ids, as_of=as_of, terms=numbers, calendar=calendar) for numbers in (terms, draft))
    return {pk: (judge(now[pk], terms), judge(then[pk], draft)) for pk in shipper_ids}


def tier_after(answer: RulesAnswer, held: int, *, may_rise: bool = True) -> int:
    """Return the tier that follows for the holder of a tier: a better answer promotes, a worse one proposes to lower
    the tier to the highest that may be kept. A member on conditions does not rise.
    """
    if may_rise and answer.enter > held:
        return answer.enter
    return min(held, answer.keep)


def effect_of(now: RulesAnswer, then: RulesAnswer, held: int, *, may_rise: bool = True) -> MemberEffect:
    """Return the effect of a draft on the holder of a tier, from the two answers of `answers_beside`.

    The tier before is the one that follows from the rules in force: of a member whose demotion is proposed already, the
    draft is not the cause.
    """
    before, after = tier_after(now, held, may_rise=may_rise), tier_after(then, held, may_rise=may_rise)
    if after < before:
        rules = [finding.rule for finding in then.findings if finding.keep < before]
    elif after > before:
        rules = [finding.rule for finding in now.findings if finding.enter < after]
    else:
        rules = []
    return MemberEffect(before, after, tuple(rules), suspends=then.suspend and not now.suspend)


class Circumstances(NamedTuple):
    """The circumstances of a member by which effects are counted: its parcels a month over the last year, and its
    country.
    """

    parcels: int
    country: str

    @property
    def size(self) -> str:
        """Return the group of sizes of the member, as 20-99; the last one is open, as 5000+."""
        for least, following in pairwise(SIZES):
            if self.parcels < following:
                return str(least) if following == least + 1 else f"{least}-{following - 1}"
        return f"{SIZES[-1]}+"


class Mover(NamedTuple):
    """A member who would move: the tiers before and after, the rules that decide it, and its circumstances."""

    shipper_id: int
    before: int
    after: int
    rules: tuple[str, ...]
    suspends: bool
    size: str
    country: str


@dataclass(slots=True)
class GroupCounts:
    """The counts of the members of one group: all, those who would fall or rise, and those suspended at once."""

    members: int = 0
    down: int = 0
    up: int = 0
    suspended: int = 0

    def add(self, effect: MemberEffect) -> None:
        """Count the effect on a member of the group."""
        self.members += 1
        self.down += effect.after < effect.before
        self.up += effect.after > effect.before
        self.suspended += effect.suspends


@dataclass(slots=True)
class EffectCounts:
    """The counts of the effects of a draft on many members.

    `matrix[before][after]` counts the members by their tiers. `down` and `up` count those who would fall or rise, by
    rule; a member counts once for each rule that decides it. `by_size` and `by_country` count them by group. `movers`
    are all who would move or be suspended at once.
    """

    members: int = 0
    suspended: int = 0
    matrix: list[list[int]] = field(default_factory=lambda: [[0] * (TOP + 1) for _tier in range(TOP + 1)])
    down: Counter[str] = field(default_factory=Counter)
    up: Counter[str] = field(default_factory=Counter)
    by_size: dict[str, GroupCounts] = field(default_factory=dict)
    by_country: dict[str, GroupCounts] = field(default_factory=dict)
    movers: list[Mover] = field(default_factory=list)

    def add(self, shipper_id: int, effect: MemberEffect, circumstances: Circumstances) -> None:
        """Count the effect on a member."""
        size, country = circumstances.size, circumstances.country
        self.members += 1
        self.suspended += effect.suspends
        self.matrix[effect.before][effect.after] += 1
        self.by_size.setdefault(size, GroupCounts()).add(effect)
        self.by_country.setdefault(country, GroupCounts()).add(effect)
        if effect.before != effect.after:
            (self.down if effect.after < effect.before else self.up).update(effect.rules)
        if effect.before != effect.after or effect.suspends:
            self.movers.append(
                Mover(shipper_id, effect.before, effect.after, effect.rules, effect.suspends, size, country)
            )
