"""The choice of the cells of a large table that may be published beside the lines of the measures. Pure.

A table by port has too many cells to try every sum and difference of them, as `disclosure` does with lines. Linear
algebra answers for all at once. Parts of the population are counted as finely as the table cuts them. Whatever anybody
computes from lines and cells is a sum of parts with factors; it tells of few businesses only if every part in it with a
factor other than zero is of few. So a cell may be published if no new combination is left with such parts alone.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from apps.core.disclosure import MIN_BUSINESSES, Vector, is_few

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
