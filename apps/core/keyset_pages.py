"""Keyset pagination: a page of a long list is found by the key of the row beside it, so every page costs the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Model, Q, QuerySet

from apps.core.errors import InvalidInput

type Key = tuple[Any, ...]
SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class KeysetOrder:
    """The order of a list: columns, each with the function that reads its value from text. The last one is unique."""

    columns: tuple[tuple[str, Callable[[str], Any]], ...]
    descending: bool = True

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [name for name, _parse in self.columns]

    def key_of(self, row: object) -> Key:
        """Return the values of a row in the columns of the order."""
        return tuple(reduce(getattr, name.split("__"), row) for name in self.names)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The place of a page: after the row with the key or, if `backwards`, before this row."""

    key: Key
    backwards: bool = False

    @classmethod
    def parse(cls, text: str, order: KeysetOrder, *, backwards: bool) -> "PagePlace":
        """Read a place from an address; raise Invalid if the text is no key of the order."""
        parts = text.rsplit(SEPARATOR, len(order.columns) - 1)
        try:
            key = tuple(parse(part) for (_name, parse), part in zip(order.columns, parts, strict=True))
        except (ValueError, ArithmeticError):
            raise InvalidInput(text) from None
        return cls(key, backwards)

    def __str__(self) -> str:
        return SEPARATOR.join(map(str, self.key))


def place_in(address: Mapping[str, str], order: KeysetOrder) -> PagePlace | None:
    """Return the place in a list that the query of an address names; None for the beginning of the list."""
    for name in ("before", "after"):
        if text := address.get(name):
            try:
                return PagePlace.parse(text, order, backwards=name == "before")
            except InvalidInput:
                return None
    return None


@dataclass(frozen=True, slots=True)
class KeysetPage[Row: Model]:
    """The rows of a page, and the places of the pages before and after, or None."""

    rows: list[Row]
    before: PagePlace | None
    after: PagePlace | None


def page_of[Row: Model](rows: QuerySet[Row], order: KeysetOrder, place: PagePlace | None, size: int) -> KeysetPage[Row]:
    """Return the page of at most `size` rows at a place of an order; None is the first page."""
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
    return KeysetPage(
        found,
        None if ends_before or not found else PagePlace(order.key_of(found[0]), backwards=True),
        None if ends_after or not found else PagePlace(order.key_of(found[-1])),
    )


def _beyond(names: list[str], key: Key, down: bool) -> Q:
    """Return the condition for rows after a key.

    The bound of the first column is repeated as a condition of its own, which indexes and partitions can use.
    """
    side = "lt" if down else "gt"
    beyond, equal = Q(), Q()
    for name, value in zip(names, key, strict=True):
        beyond |= equal & Q((f"{name}__{side}", value))
        equal &= Q((name, value))
    return Q((f"{names[0]}__{side}e", key[0])) & beyond
