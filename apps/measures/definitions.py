"""The parts of a measure: the question that the measure answers, the things that it counts, and its target."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind

# The office that answers for every measure, as published.
OWNER = _lazy("The office of the Known Shipper Program")
DECISION = _lazy("Decision of the program")


class Statistic(models.TextChoices):
    """The way in which the rows of a line become the figure of the line.

    A share is the sum of the numerators over the sum of the denominators. A count and an amount are sums of the
    numerators. A median and a ninth decile are those of the numerators, each row one case. An estimate is an amount
    that the measure itself works out from a sample; its rows say who is behind.
    """

    SHARE = "share", _lazy("Share")
    COUNT = "count", _lazy("Number")
    AMOUNT = "amount", _lazy("US dollars")
    ESTIMATE = "estimate", _lazy("US dollars, estimated")
    MEDIAN = "median", _lazy("Days: half took no longer")
    NINTH_DECILE = "ninth_decile", _lazy("Days: nine of ten took no longer")


PERCENTILES = {Statistic.MEDIAN: 0.5, Statistic.NINTH_DECILE: 0.9}
SUMS = (Statistic.COUNT, Statistic.AMOUNT)


class Improvement(models.TextChoices):
    """The direction in which a figure gets better."""

    HIGHER = "higher", _lazy("Higher is better")
    LOWER = "lower", _lazy("Lower is better")
    NEITHER = "neither", _lazy("Neither higher nor lower is better by itself")


class EvidenceKind(models.TextChoices):
    """The kind of entries from which a measure is computed, and whose late reports and corrections revise the measure.

    Decisions and events of the program are recorded as they happen: no later edition finds more of them.
    """

    PARCELS = "parcels"
    VIOLATIONS = "violations"
    PARCELS_AND_VIOLATIONS = "parcels_and_violations"
    PROGRAM_ENTRIES = "program_entries"
    EVENTS = "events"


class LineRow(NamedTuple):
    """The part of one business, or of one case, in a line.

    `business` is a number that is the same for the same business in every row of a measure. `atom` names the part of
    the population to which the row belongs. Two lines that count the same population, cut in different ways, name the
    same atoms: only so can anybody see whether one line can be computed from others.
    """

    line: str
    business: int
    numerator: Decimal | int
    denominator: int
    atom: str


@dataclass(frozen=True, slots=True)
class EstimatedFigure:
    """An estimated amount with its 95 % interval.

    `scale` is what each business adds to the numbers by which the sample is scaled up, to compare editions.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    scale: Mapping[int, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstTarget:
    """A number that the program wanted a line to reach when the program began, with the reason for the number.

    Later targets are rows that two people made (`models.Target`).
    """

    value: Decimal
    reason: Promise


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A figure of a measure: its code in the files, its name, how it is computed, and the target it began with."""

    code: str
    title: Promise
    statistic: Statistic
    target: FirstTarget | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the program, defined in one place for the pages, the files and the computation.

    `rows` is a pure function of facts of a period. Texts: `question` is what the measure answers, `numerator` and
    `denominator` what is counted and among what, `left_out` what is not counted, `reliability` how far the figures can
    be trusted. `no_target` says why lines have no target. `estimates` gives the amounts of lines that are estimated; a
    line of which too little is known is missing there.
    """

    code: str
    kind: PeriodKind
    direction: Improvement
    title: Promise
    question: Promise
    numerator: Promise
    denominator: Promise
    left_out: Promise
    source: Promise
    reliability: Promise
    lines: tuple[MeasureLine, ...]
    rows: Callable[[PeriodFacts], Iterable[LineRow]]
    evidence: EvidenceKind
    no_target: Promise | None = None
    owner: Promise = OWNER
    estimates: Callable[[PeriodFacts], Mapping[str, EstimatedFigure]] | None = None

    def line(self, code: str) -> MeasureLine:
        """Return a line by its code."""
        return next(line for line in self.lines if line.code == code)

    def meets(self, value: Decimal, target: Decimal | None) -> bool | None:
        """Return whether a value meets a target; None without a target."""
        if target is None:
            return None
        return value >= target if self.direction == Improvement.HIGHER else value <= target


LEDGER = _lazy("The ledger of the program: entries that are never changed, only followed by later ones")
RECORDS = _lazy("The program's own records: decisions and events that are never changed")
