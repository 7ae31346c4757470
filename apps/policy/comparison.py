"""Two sets of a policy's numbers side by side: pure, whether they are two versions or one draft at two moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from apps.core.lifecycle import Text
from apps.policy.schema import SECTIONS, Key, Unit


class StatedNumber(Protocol):
    """A number as a row of a policy states it, or a version of such a row did."""

    value: str
    authority: str
    reason: str


@dataclass(frozen=True, slots=True)
class NumberPair:
    """One number in two policies, either of which may lack it."""

    key: Key
    left: StatedNumber | None
    right: StatedNumber | None

    @property
    def differs(self) -> bool:
        return _size(self.left) != _size(self.right)

    @property
    def restated(self) -> bool:
        """The size is the same, and rests on something else or has another reason."""
        if self.differs or self.left is None or self.right is None:
            return False
        return (self.left.authority, self.left.reason) != (self.right.authority, self.right.reason)

    @property
    def difference(self) -> str:
        """From left to right, in the number's unit: “+30 (+50%)”. Empty where a size is missing or is yes or no."""
        before, after = _size(self.left), _size(self.right)
        if before is None or after is None or before == after or self.key.unit == Unit.FLAG:
            return ""
        share = f" ({(after - before) / before:+.0%})" if before else ""
        return f"{after - before:+f}{share}"


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """`differing`: how many of the section's numbers differ, whether or not the pairs that do not are left out."""

    code: str
    title: Text
    pairs: list[NumberPair]
    differing: int


def compare(
    left: Mapping[str, StatedNumber], right: Mapping[str, StatedNumber], *, only_differences: bool = False
) -> list[ComparedSection]:
    """All sections with the numbers that either has, or only those that differ or are restated."""
    sections = []
    for code, title, keys in SECTIONS:
        all_pairs = [NumberPair(key, left.get(key.name), right.get(key.name)) for key in keys]
        pairs = [pair for pair in all_pairs if not only_differences or pair.differs or pair.restated]
        if pairs:
            sections.append(ComparedSection(code, title, pairs, sum(pair.differs for pair in all_pairs)))
    return sections


def _size(stated: StatedNumber | None) -> Decimal | None:
    return None if stated is None else Decimal(stated.value)
