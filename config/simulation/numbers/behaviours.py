"""The behaviours of sellers that the program should tell apart, each one row of a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.ledger.vocabulary import Category, Culpability

ORDINARY_FAULTS = {
    Category.CLERICAL: 20,
    Category.VAGUE_DATA: 20,
    Category.LATE_FILING: 16,
    Category.MARKING: 12,
    Category.CLASSIFICATION: 8,
    Category.ORIGIN: 4,
    Category.MISSING_AGENCY_DATA: 6,
    Category.RECORDS: 4,
    Category.UNDERVALUATION: 5,
    Category.SPLITTING: 2,
    Category.UNSAFE_GOODS: 3,
}
GRAVE_FAULTS = {
    Category.COUNTERFEIT: 26,
    Category.UNDERVALUATION: 22,
    Category.EVASION: 12,
    Category.ORIGIN: 10,
    Category.SPLITTING: 8,
    Category.UNSAFE_GOODS: 8,
    Category.FORCED_LABOR: 4,
    Category.FALSE_STATEMENT: 2,
    Category.RESTRICTED_PARTY: 3,
    Category.WEAPONS: 3,
    Category.VAGUE_DATA: 6,
}
HONEST = {Culpability.CLERICAL: 45, Culpability.NEGLIGENCE: 53, Culpability.GROSS_NEGLIGENCE: 2}
SLOPPY = {Culpability.CLERICAL: 15, Culpability.NEGLIGENCE: 65, Culpability.GROSS_NEGLIGENCE: 20}
WILFUL = {Culpability.NEGLIGENCE: 10, Culpability.GROSS_NEGLIGENCE: 30, Culpability.FRAUD: 60}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way to behave. `weight` is its share of the sellers that apply, `enrolled` that of those brought into the
    program. Pairs give the value on the program's first and last day; between, it moves evenly.

    `wrong` is the true share of wrong parcels, whether or not anybody finds them, and `by_risk` the share of parcels in
    order that are opened because of a risk; `disclosed` is the share of found faults that the seller tells of first.
    `growth` is the volume at the end against that at the start, `season` the share by which it swings over a year.
    `joins` is when it applies, `caught` when a seizure of narcotics ends its career; both in shares of the program.
    """

    name: str
    weight: int
    enrolled: int
    wrong: tuple[float, float]
    by_risk: tuple[float, float]
    categories: Mapping[Category, int]
    culpability: Mapping[Culpability, int]
    disclosed: float = 0.05
    growth: float = 1.2
    season: float = 0.1
    joins: tuple[float, float] = (0.0, 0.6)
    caught: tuple[float, float] | None = None

    def wrong_mean(self, *, since: float) -> float:
        """Return the mean share of wrong parcels from a part of the program (0 to 1) until the last day."""
        first, last = self.wrong
        return (first + (last - first) * since + last) / 2


BEHAVIOURS = (
    Behaviour("steady", 9, 600, (0.003, 0.003), (0.02, 0.01), ORDINARY_FAULTS, HONEST, disclosed=0.15),
    Behaviour("improving", 4, 140, (0.06, 0.002), (0.06, 0.01), ORDINARY_FAULTS, SLOPPY, disclosed=0.30, growth=1.6),
    Behaviour("careless", 3, 40, (0.08, 0.10), (0.05, 0.06), ORDINARY_FAULTS, SLOPPY),
    Behaviour("fraudulent", 2, 3, (0.04, 0.25), (0.04, 0.10), GRAVE_FAULTS, WILFUL, disclosed=0.0, caught=(0.7, 0.97)),
    Behaviour("seasonal", 2, 110, (0.005, 0.005), (0.02, 0.01), ORDINARY_FAULTS, HONEST, season=0.9),
    Behaviour("new", 2, 107, (0.01, 0.005), (0.04, 0.03), ORDINARY_FAULTS, HONEST, growth=2.0, joins=(0.75, 0.95)),
)
