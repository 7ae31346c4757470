"""The bounds within which figures are published, so that none tells of a single business, and the cells of tables that
keep within them. Pure.

`apps.measures.disclosure` chooses the lines of measures by these bounds.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# Decisions of the program (docs/adr/0104-public-figures-are-fixed-editions.md).
MIN_BUSINESSES = 10
MAX_SHARE = Decimal("0.5")
COUNT_STEP = 5
AMOUNT_STEP = 1_000

type Vector = dict[str, Fraction]


def rounded(number: Decimal | int, step: int, rounding: str = ROUND_HALF_UP) -> int:
    """Return the multiple of a step that is nearest to a number, the higher one if two are; or the one in the direction
    of another rounding.
    """
    return int((Decimal(number) / step).to_integral_value(rounding)) * step


def is_few(businesses: Collection[int]) -> bool:
    """Return whether there are businesses, and fewer than may stand behind a published number."""
    return 0 < len(businesses) < MIN_BUSINESSES


def is_dominated(amounts: Collection[Decimal | int]) -> bool:
    """Return whether one business has more than its share of an amount."""
    return bool(amounts) and max(amounts) > MAX_SHARE * sum(amounts)


type Parts = frozenset[str]


def cells_published[Cell](
    cells: Mapping[Cell, Parts],
    lines: Iterable[Parts],
    businesses: Mapping[str, Collection[int]],
    *,
    withheld: Iterable[Parts] = (),
) -> list[Cell]:
    """Return the cells that may be published beside lines, in the order of `cells`, where the weightiest come first.

    `cells`, `lines` and `withheld` name the parts that each of them counts, `businesses` those behind each part. The
    lines are published in any case, and were found safe before; those withheld can't be computed from the published
    ones, nor from these with cells.
    """
    lines = list(lines)
    exact = _Span(())
    for parts in lines:
        exact.add(parts)
    secrets = [secret for parts in withheld if (secret := exact.reduced(parts))]
    few = {part for part, behind in businesses.items() if is_few(behind)}
    span = _Span(few)
    # The parts of what the lines tell of parts of few alone: together these are of enough businesses, and a cell taken
    # from among them could leave fewer.
    touched = {part for parts in lines for part in span.add(parts)}
    known = set(lines)
    published = []
    for cell, parts in cells.items():
        behind = {business for part in parts for business in businesses[part]}
        if len(behind) < MIN_BUSINESSES or exact.tells(parts, secrets):
            continue
        if parts <= few and parts not in known:
            if parts & touched:
                continue
            touched |= parts
        elif parts not in known and span.add(parts):
            continue
        known.add(parts)
        published.append(cell)
        exact.add(parts)
        secrets = [exact.reduced(secret) for secret in secrets]
    return published


class _Span:
    """Whatever can be computed from some sets of parts, in row echelon form over the parts that are not of few."""

    def __init__(self, few: Collection[str]) -> None:
        self.few = few
        self.rows: list[tuple[str, Vector]] = []

    def add(self, parts: Parts) -> Collection[str]:
        """Add a set of parts, unless it is left with parts of few alone: these are returned. A set that can be computed
        already leaves nothing.
        """
        row = self.reduced(parts)
        pivot = min((part for part in row if part not in self.few), default=None)
        if pivot is None:
            return list(row)
        self.rows.append((pivot, {part: factor / row[pivot] for part, factor in row.items()}))
        return []

    def tells(self, parts: Parts, secrets: Iterable[Vector]) -> bool:
        """Return whether one of some secrets, each less what is told already, is told once a set of parts is added."""
        row = self.reduced(parts)
        return any(
            row.keys() == secret.keys() and len({secret[part] / row[part] for part in row}) == 1 for secret in secrets
        )

    def reduced(self, parts: Parts | Vector) -> Vector:
        """Return the parts less what the rows tell of them. A row has no pivot of an earlier row, so one round does."""
        left = dict(parts) if isinstance(parts, dict) else dict.fromkeys(parts, Fraction(1))
        for pivot, row in self.rows:
            if factor := left.get(pivot):
                for part, other in row.items():
                    if rest := left.get(part, Fraction(0)) - factor * other:
                        left[part] = rest
                    else:
                        left.pop(part, None)
        return left
