"""The comparison of two sets of numbers: of two versions of the policy, or of one draft at two times. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.lifecycle import Text
from apps.core.shares import percent
from apps.policy.directions import GainDirection, direction_of
from apps.policy.keys import NumberKey, Unit
from apps.policy.schema import KEYS, SECTIONS


class StatedNumber(Protocol):
    """The columns of a number, in a row of a policy or in an earlier version of the row."""

    value: str
    authority: str
    reason: str


@dataclass(frozen=True, slots=True)
class NumberPair:
    """One number in two sets. A side is None where the set does not have the number."""

    key: NumberKey
    left: StatedNumber | None
    right: StatedNumber | None

    @property
    def differs(self) -> bool:
        """Tell whether the values differ."""
        return _size(self.left) != _size(self.right)

    @property
    def takes(self) -> bool:
        """Tell whether the change from left to right takes something away from sellers, as its direction says."""
        return _takes(self.key, _size(self.left), _size(self.right))

    @property
    def text(self) -> str:
        """Return in words what becomes of the number from left to right."""
        return _("%(label)s (%(key)s): %(before)s becomes %(after)s") % {
            "label": capfirst(str(self.key.label)),
            "key": self.key.name,
            "before": self.left.value if self.left else "–",
            "after": self.right.value if self.right else "–",
        }

    @property
    def restated(self) -> bool:
        """Tell whether the values are equal, but the authority or the reason differs."""
        if self.differs or self.left is None or self.right is None:
            return False
        return (self.left.authority, self.left.reason) != (self.right.authority, self.right.reason)

    @property
    def difference(self) -> str:
        """Return the change from left to right in the unit of the number: “+30 (+50%)”.

        Empty where a value is missing, the values are equal, or the number is a yes or no.
        """
        before, after = _size(self.left), _size(self.right)
        if before is None or after is None or before == after or self.key.unit == Unit.FLAG:
            return ""
        change = (after - before) / before if before else None
        share = f" ({'+' if change > 0 else '-'}{percent(float(abs(change)), 0)})" if change else ""
        return f"{after - before:+f}{share}"


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A section of the policy with its pairs of numbers. `differing` counts the pairs with different values."""

    code: str
    title: Text
    pairs: list[NumberPair]
    differing: int


def compare(
    left: Mapping[str, StatedNumber], right: Mapping[str, StatedNumber], *, only_differences: bool = False
) -> list[ComparedSection]:
    """Return the sections with all numbers, or only with those whose value, authority or reason differs."""
    sections = []
    for code, title, keys in SECTIONS:
        all_pairs = [NumberPair(key, left.get(key.name), right.get(key.name)) for key in keys]
        pairs = [pair for pair in all_pairs if not only_differences or pair.differs or pair.restated]
        if pairs:
            sections.append(ComparedSection(code, title, pairs, sum(pair.differs for pair in all_pairs)))
    return sections


def takings(before: Mapping[str, StatedNumber], after: Mapping[str, StatedNumber]) -> list[NumberKey]:
    """Return the numbers by whose change something is taken away: a benefit is lowered, a requirement raised, a clock
    of the seller shortened, or a number changed whose change takes from somebody both ways.
    """
    return [key for name, key in KEYS.items() if _takes(key, _size(before.get(name)), _size(after.get(name)))]


def changed_keys(before: Mapping[str, StatedNumber], after: Mapping[str, StatedNumber]) -> frozenset[str]:
    """Return the keys of the numbers with different values."""
    return frozenset(name for name in KEYS if _size(before.get(name)) != _size(after.get(name)))


def _takes(key: NumberKey, before: Decimal | None, after: Decimal | None) -> bool:
    if before == after:
        return False
    direction = direction_of(key.name)
    if before is None or after is None or direction is GainDirection.EITHER:
        return True
    return after < before if direction is GainDirection.HIGHER else after > before


def _size(stated: StatedNumber | None) -> Decimal | None:
    return None if stated is None else Decimal(stated.value)
