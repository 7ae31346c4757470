"""The counts of who would move under a draft that the public reads, of which none tells of few members. Pure.

Counts are published by the bounds of the program's figures (`core.disclosure`). The same members are counted again for
each other set of numbers that is tried beside the policy in force, and a reader can subtract: so the counts that were
published before are lines beside which the new ones must be safe. Members are cut into the parts of which all these
counts are made: by what would become of a member under each set of numbers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from apps.core.disclosure import COUNT_STEP, MIN_BUSINESSES, cells_published, rounded

# Published in any case before the others, in this order: the counts of all who are evaluated, fall, rise, and are
# suspended at once.
TOTALS = MEMBERS, DOWN, UP, SUSPENDED = "members", "down", "up", "suspended"


def tiers_cell(before: int, after: int) -> str:
    """Return the name of the count of members by their tier now and under the draft."""
    return f"tier {before} {after}"


def rule_cell(direction: str, rule: str) -> str:
    """Return the name of the count of members who would fall (`DOWN`) or rise (`UP`) by a rule."""
    return f"{direction} {rule}"


def rules_counted(counts: Mapping[str, int | None], direction: str) -> dict[str, int | None]:
    """Return the published counts of those who would fall or rise by the rule that decides it, the largest first."""
    prefix = rule_cell(direction, "")
    found = {cell.removeprefix(prefix): number for cell, number in counts.items() if cell.startswith(prefix)}
    return dict(sorted(found.items(), key=lambda each: (-(each[1] or 0), each[0])))


class DraftOutcome(NamedTuple):
    """The outcome of a draft for a member: the tiers now and under the draft, whether the draft suspends the member at
    once, and the rules that decide a move.
    """

    before: int
    after: int
    suspends: bool = False
    rules: tuple[str, ...] = ()

    @classmethod
    def of_staying(cls, tier: int) -> "DraftOutcome":
        """Return the outcome of a member who keeps its tier."""
        return cls(tier, tier)

    def cells(self) -> Iterator[str]:
        """Yield the names of the counts in which the member is."""
        yield MEMBERS
        yield tiers_cell(self.before, self.after)
        if self.suspends:
            yield SUSPENDED
        if self.before != self.after:
            direction = DOWN if self.after < self.before else UP
            yield direction
            yield from (rule_cell(direction, rule) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class PublishedTrial:
    """A trial of a draft on every member, whose counts were published: the outcome of each who would move, by shipper,
    and the published counts (`counts_public`).
    """

    movers: Mapping[int, DraftOutcome]
    counts: Mapping[str, int | None]


def counts_public(
    matrix: Sequence[Sequence[int]], movers: Mapping[int, DraftOutcome], earlier: Sequence[PublishedTrial]
) -> dict[str, int | None]:
    """Return the counts of a trial as the public reads them, rounded, by name. The count is None where it is withheld;
    a count that is left out is of nobody.

    `matrix` has all members by tier now and under the draft, `movers` the outcome of each who would move, or be
    suspended at once. `earlier` are trials beside the same policy in force, whose counts the public has.
    """
    parts = _parts(matrix, movers, earlier)
    names = {part: f"{number:09}" for number, part in enumerate(sorted(parts))}
    # No member is in two parts, so that what is behind several is counted by adding; more than enough is enough.
    behind = {
        name: range(number * MIN_BUSINESSES, number * MIN_BUSINESSES + min(parts[part], MIN_BUSINESSES))
        for number, (part, name) in enumerate(names.items())
    }
    counted = [_cells_at(place, parts, names) for place in range(1 + len(earlier))]
    counts = Counter[str]()
    for part, number in parts.items():
        counts.update(dict.fromkeys(part[0].cells(), number))
    lines = [
        of_cell
        for cells, trial in zip(counted[1:], earlier, strict=True)
        for cell, of_cell in cells.items()
        if trial.counts.get(cell) is not None
    ]
    by_weight = sorted(counts, key=lambda cell: (cell not in TOTALS, -counts[cell], cell))
    told = set(cells_published({cell: counted[0][cell] for cell in by_weight}, lines, behind))
    return {cell: rounded(counts[cell], COUNT_STEP) if cell in told else None for cell in by_weight}


type Part = tuple[DraftOutcome, ...]


def _parts(
    matrix: Sequence[Sequence[int]], movers: Mapping[int, DraftOutcome], earlier: Sequence[PublishedTrial]
) -> Mapping[Part, int]:
    """Count the members by their outcomes in this trial and in each earlier one.

    A trial names those who move alone. A member that another trial names keeps its tier in this one.
    """
    trials = [movers, *(trial.movers for trial in earlier)]
    parts, staying = Counter[Part](), Counter[int]()
    for member in set().union(*trials):
        tier = next(outcome.before for each in trials if (outcome := each.get(member)))
        part = tuple(each.get(member, DraftOutcome.of_staying(tier)) for each in trials)
        parts[part] += 1
        if part[0].before == part[0].after:
            staying[part[0].before] += 1
    for tier, row in enumerate(matrix):
        if (rest := row[tier] - staying[tier]) > 0:
            parts[(DraftOutcome.of_staying(tier),) * len(trials)] += rest
    return parts


def _cells_at(place: int, parts: Mapping[Part, int], names: Mapping[Part, str]) -> dict[str, frozenset[str]]:
    """Return the parts that are counted in each count of the trial at a place, by the name of the count."""
    found: dict[str, set[str]] = {}
    for part in parts:
        for cell in part[place].cells():
            found.setdefault(cell, set()).add(names[part])
    return {cell: frozenset(of_cell) for cell, of_cell in found.items()}
