"""Pages of a long list by the keys of the rows at their edges: the ten-thousandth page costs what the first does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Model, Q, QuerySet

from apps.core.errors import Invalid

type Key = tuple[Any, ...]
SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Order:
    """Columns, and how a value of each is read from text. The last one is unique, so that no two rows tie."""

    columns: tuple[tuple[str, Callable[[str], Any]], ...]
    descending: bool = True

    @property
    def names(self) -> list[str]:
        return [name for name, _parse in self.columns]

    def key_of(self, row: object) -> Key:
        return tuple(reduce(getattr, name.split("__"), row) for name in self.names)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: behind the row of that key or, `backwards`, before it."""

    key: Key
    backwards: bool = False

    @classmethod
    def parse(cls, text: str, order: Order, *, backwards: bool) -> "Place":
        """A place as it stands in an address; raises Invalid if it can't be one of this order."""
        parts = text.rsplit(SEPARATOR, len(order.columns) - 1)
        try:
            key = tuple(parse(part) for (_name, parse), part in zip(order.columns, parts, strict=True))
        except (ValueError, ArithmeticError):
            raise Invalid(text) from None
        return cls(key, backwards)

    def __str__(self) -> str:
        return SEPARATOR.join(map(str, self.key))


@dataclass(frozen=True, slots=True)
class Page[Row: Model]:
    """Some rows, and the places of the pages before and after them, where there are any."""

    rows: list[Row]
    before: Place | None
    after: Place | None


def page_of[Row: Model](rows: QuerySet[Row], order: Order, place: Place | None, size: int) -> Page[Row]:
    """At most `size` rows in that order, from that place on."""
    backwards = place is not None and place.backwards
    down = order.descending != backwards
    ordered = rows.order_by(*(f"-{name}" if down else name for name in order.names))
    if place:
        ordered = ordered.filter(_beyond(order.names, place.key, down))
    found = list(ordered[: size + 1])
    more = len(found) > size
    del found[size:]
    if backwards:
        found.reverse()
    ends_before = not (more if backwards else place)
    ends_after = not (more or backwards)
    return Page(
        found,
        None if ends_before or not found else Place(order.key_of(found[0]), backwards=True),
        None if ends_after or not found else Place(order.key_of(found[-1])),
    )


def _beyond(names: list[str], key: Key, down: bool) -> Q:
    """Rows whose key is beyond this one. The first column's own bound is said apart: indexes and partitions use it."""
    side = "lt" if down else "gt"
    beyond, equal = Q(), Q()
    for name, value in zip(names, key, strict=True):
        beyond |= equal & Q((f"{name}__{side}", value))
        equal &= Q((name, value))
    return Q((f"{names[0]}__{side}e", key[0])) & beyond
