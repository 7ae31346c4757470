"""The picture of a cluster of businesses: businesses on a circle, and what they share on a smaller one inside.

All lengths and positions are in units of the picture's view box; y grows downwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin
from string import ascii_uppercase

from apps.shippers.relations import SharedValue

SIZE = 360
OUTER, INNER = 158, 86
# A picture with more is not legible; the tables have all.
MAX_DRAWN, MAX_VALUES = 60, 26
UP = -pi / 2


@dataclass(frozen=True, slots=True)
class BusinessDot:
    """A business on the circle. `number` is its number in the table."""

    number: int
    x: float
    y: float
    text_y: float
    is_own: bool
    was_removed: bool


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line from a shared value to a business that has the value."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class SharedValueDot:
    """A value that businesses share, by its letter in the table. `is_strong`: it makes two related by itself."""

    letter: str
    x: float
    y: float
    text_y: float
    is_strong: bool
    lines: list[PictureLine]


@dataclass(frozen=True, slots=True)
class ClusterPicture:
    """A drawn cluster. `is_partial`: it has more businesses or shared values than there is room for."""

    size: int
    dots: list[BusinessDot]
    shared_values: list[SharedValueDot]
    is_partial: bool


def letter_of(place: int) -> str:
    """Return the letter of the value at a place in the table, from 0 on; "" where the picture has no room for it."""
    return ascii_uppercase[place] if place < MAX_VALUES else ""


def picture_of(own: int, removed: Mapping[int, bool], values: Sequence[SharedValue]) -> ClusterPicture:
    """Lay out a cluster. `removed` tells of each business by id, in the order of the table, whether it was removed.

    A value stands in the direction of the businesses that have it; equal directions are spread evenly.
    """
    drawn = list(removed)[:MAX_DRAWN]
    angles = {pk: UP + 2 * pi * place / max(len(drawn), 1) for place, pk in enumerate(drawn)}
    dots = [
        BusinessDot(
            number=number,
            x=_x(angles[pk], OUTER),
            y=_y(angles[pk], OUTER),
            text_y=round(_y(angles[pk], OUTER) + 3.5, 1),
            is_own=pk == own,
            was_removed=removed[pk],
        )
        for number, pk in enumerate(drawn, start=1)
    ]
    with_letters = [(letter_of(place), value) for place, value in enumerate(values[:MAX_VALUES])]
    ordered = sorted(with_letters, key=lambda each: (_direction(each[1], angles), each[0]))
    shared_values = []
    for place, (letter, value) in enumerate(ordered):
        angle = UP + 2 * pi * (place + 0.5) / len(ordered)
        x, y = _x(angle, INNER), _y(angle, INNER)
        lines = [
            PictureLine(x, y, _x(angles[pk], OUTER), _y(angles[pk], OUTER)) for pk in value.members if pk in angles
        ]
        shared_values.append(SharedValueDot(letter, x, y, round(y + 3.5, 1), value.makes_related, lines))
    return ClusterPicture(SIZE, dots, shared_values, is_partial=len(removed) > MAX_DRAWN or len(values) > MAX_VALUES)


def _direction(value: SharedValue, angles: Mapping[int, float]) -> float:
    """Return the direction in which the businesses lie that have a value, from 0 at the top to a full turn."""
    held = [angles[pk] for pk in value.members if pk in angles]
    return (atan2(sum(map(sin, held)), sum(map(cos, held))) - UP) % (2 * pi)


def _x(angle: float, radius: float) -> float:
    return round(SIZE / 2 + radius * cos(angle), 1)


def _y(angle: float, radius: float) -> float:
    return round(SIZE / 2 + radius * sin(angle), 1)
