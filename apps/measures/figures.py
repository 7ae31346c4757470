"""The figures of a measure from its rows: exact, for the program alone. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from math import ceil, floor

from apps.measures.definitions import PERCENTILES, SUMS, EstimatedFigure, LineRow, Measure, Statistic
from apps.measures.facts import PeriodFacts

type Part = tuple[Decimal | int, int]


@dataclass
class LineFigures:
    """The sums of a line, and what each business adds to them.

    `parts` has numerator and denominator by business, `atoms` the denominator by part of the population and business.
    `cases` are the numerators of a percentile's rows, each a case. `estimated` is the amount of an estimate, None where
    too little is known.
    """

    numerator: Decimal | int = 0
    denominator: int = 0
    parts: dict[int, Part] = field(default_factory=dict)
    atoms: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    cases: list[Decimal] = field(default_factory=list)
    estimated: EstimatedFigure | None = None

    def add(self, row: LineRow) -> None:
        """Add a row to the sums and to the parts of its business."""
        self.numerator += row.numerator
        self.denominator += row.denominator
        numerator, denominator = self.parts.get(row.business, (0, 0))
        self.parts[row.business] = (numerator + row.numerator, denominator + row.denominator)
        atom = self.atoms[row.atom]
        atom[row.business] = atom.get(row.business, 0) + row.denominator

    def value(self, statistic: Statistic) -> Decimal | None:
        """Return the exact figure; None for a share or a percentile of nothing, and for an unknown estimate."""
        if statistic == Statistic.ESTIMATE:
            return self.estimated.value if self.estimated else None
        if statistic in SUMS:
            return Decimal(self.numerator)
        if not self.denominator:
            return None
        if statistic in PERCENTILES:
            return percentile(self.cases, PERCENTILES[statistic])
        return Decimal(self.numerator) / self.denominator

    @property
    def businesses(self) -> int:
        return len(self.parts)


def figures_of(measure: Measure, facts: PeriodFacts) -> dict[str, LineFigures]:
    """Return the figures of each line of a measure, in the order of the lines."""
    found = figures_from(measure, measure.rows(facts))
    for line, estimated in (measure.estimates(facts) if measure.estimates else {}).items():
        found[line].estimated = estimated
    return found


def figures_from(measure: Measure, rows: Iterable[LineRow]) -> dict[str, LineFigures]:
    """Return the figures of each line of a measure from rows."""
    found = {line.code: LineFigures() for line in measure.lines}
    kept = {line.code for line in measure.lines if line.statistic in PERCENTILES}
    for row in rows:
        found[row.line].add(row)
        if row.line in kept:
            found[row.line].cases.append(Decimal(row.numerator))
    return found


def percentile(cases: Iterable[Decimal], share: float) -> Decimal:
    """Return the value below which a share of the cases lies, between two cases where need be, as PostgreSQL does."""
    ordered = sorted(cases)
    place = Decimal(str(share)) * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def digest_of(figures: Mapping[str, Mapping[str, LineFigures]], studies: Iterable[str] = ()) -> str:
    """Return the SHA-256 digest of what each business adds to each line and study: it changes whenever any fact behind
    does.

    The digest is not published. The numbers behind it are few and small, so somebody could find them by trying.
    """
    digest = sha256()
    for measure, lines in sorted(figures.items()):
        for line, found in lines.items():
            for business, (numerator, denominator) in sorted(found.parts.items()):
                digest.update(f"{measure} {line} {business} {numerator} {denominator}\n".encode())
            for case in sorted(found.cases):
                digest.update(f"{measure} {line} {case}\n".encode())
            for business, added in sorted((found.estimated.scale if found.estimated else {}).items()):
                digest.update(f"{measure} {line} scale {business} {added}\n".encode())
    for part in studies:
        digest.update(f"{part}\n".encode())
    return digest.hexdigest()
