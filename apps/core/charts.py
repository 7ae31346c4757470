"""The geometry of charts that templates draw as SVG, without a script or a style inside the page.

All lengths and positions are in units of the chart's view box; y grows downwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import NamedTuple

from babel.numbers import format_compact_decimal
from django.utils.formats import number_format
from django.utils.translation import get_language, to_locale

from apps.core.lifecycle import Text
from apps.core.shares import percent, percent_exact

# The size of a chart, the room for labels above and below the drawing, and the gap between columns in steps.
WIDTH, HEIGHT = 360, 150
TOP, BOTTOM = 16, 18
GAP = 0.25
# The room for the numbers of the scale at the left, and the height of a text.
LEFT, LINE = 34, 11
# The labels that have room under a chart of many columns, and the columns that have room for what is said on top.
MAX_LABELS, MAX_SAID = 7, 12
# A number of more digits is said in thousands or millions.
LONG = 10_000


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line across the chart at `y`, with its label at `text_y`."""

    label: str
    y: float
    text_y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of a bar chart. `part` of its value is marked in the lower part of the column. `said` stands above the
    column, "" where there is no room.
    """

    label: str
    value: int
    part: int
    said: str
    x: float
    middle: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Columns over a base line, beside their scale. `highest` is the largest value, and `reach` the width in which the
    pointer finds a column.
    """

    width: int
    height: int
    base: int
    left: int
    highest: int
    reach: float
    grid: list[Level]
    bars: list[Bar]


def short_number(value: int) -> str:
    """Return a number of a few signs, in the form of the reader; "" for 0."""
    if abs(value) < LONG:
        return number_format(value, force_grouping=True) if value else ""
    return format_compact_decimal(value, locale=to_locale(get_language() or "en"))


def bar_chart(columns: Sequence[tuple[str, int, int]], *, said: Callable[[int], str] = short_number) -> BarChart:
    """Lay out columns of (label, value, part of the value to mark), so that the largest value fills the chart.

    `said` gives the words for a value, which stand on each column, or on the highest alone where there are many.
    """
    base = HEIGHT - BOTTOM
    highest = max((value for _label, value, _part in columns), default=0)
    unit = (base - TOP) / (highest or 1)
    step = (WIDTH - LEFT) / (len(columns) or 1)
    width = step * (1 - GAP)
    bars = [
        Bar(
            label=label,
            value=value,
            part=part,
            said=said(value) if len(columns) <= MAX_SAID or value == highest else "",
            x=round(LEFT + index * step + step * GAP / 2, 1),
            middle=round(LEFT + index * step + step / 2, 1),
            width=round(width, 1),
            y=round(base - value * unit, 1),
            height=round(value * unit, 1),
            part_y=round(base - part * unit, 1),
            part_height=round(part * unit, 1),
        )
        for index, (label, value, part) in enumerate(columns)
    ]
    return BarChart(WIDTH, HEIGHT, base, LEFT, highest, round(step, 1), _scale(highest, base), bars)


def _scale(highest: int, base: int) -> list[Level]:
    """Return the lines of a scale from 0 to the largest value, with one between them where the values are not small."""
    marks = sorted({0, highest // 2, highest} if highest > 1 else {0, highest}, reverse=True)
    unit = (base - TOP) / (highest or 1)
    return levels_of([(number_format(mark, force_grouping=True), round(base - mark * unit, 1)) for mark in marks])


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """Two columns of a chart of pairs, side by side over one label, which is "" where there is no room for the name."""

    name: str
    label: str
    first: int
    second: int
    middle: float
    width: float
    first_x: float
    first_y: float
    first_height: float
    second_x: float
    second_y: float
    second_height: float


@dataclass(frozen=True, slots=True)
class PairChart:
    """Pairs of columns over a base line, beside their scale. `highest` is the largest value, and `reach` the width in
    which the pointer finds a pair.
    """

    width: int
    height: int
    base: int
    left: int
    highest: int
    reach: float
    grid: list[Level]
    pairs: list[ColumnPair]


def pair_chart(columns: Sequence[tuple[str, int, int]]) -> PairChart:
    """Lay out columns of (label, first value, second value), so that the largest value fills the chart."""
    base = HEIGHT - BOTTOM
    highest = max((max(first, second) for _label, first, second in columns), default=0)
    unit = (base - TOP) / (highest or 1)
    step = (WIDTH - LEFT) / (len(columns) or 1)
    width = step * (1 - GAP) / 2
    every = ceil(len(columns) / MAX_LABELS) or 1
    pairs = [
        ColumnPair(
            name=label,
            label=label if index % every == 0 else "",
            first=first,
            second=second,
            middle=round(LEFT + index * step + step / 2, 1),
            width=round(width, 1),
            first_x=round(LEFT + index * step + step * GAP / 2, 1),
            first_y=round(base - first * unit, 1),
            first_height=round(first * unit, 1),
            second_x=round(LEFT + index * step + step * GAP / 2 + width, 1),
            second_y=round(base - second * unit, 1),
            second_height=round(second * unit, 1),
        )
        for index, (label, first, second) in enumerate(columns)
    ]
    return PairChart(WIDTH, HEIGHT, base, LEFT, highest, round(step, 1), _scale(highest, base), pairs)


# A line chart has room for the names of bounds at the right.
RIGHT = 52
# The possible units of the scale of a line chart, and the largest number of units that it spans.
UNITS = (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)
MAX_UNITS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line chart: its label, "" where there is no room for it, and its value in words. `y` is None where
    there is no value.
    """

    label: str
    said: str
    x: float
    y: float | None


@dataclass(frozen=True, slots=True)
class LineChart:
    """Shares over time. Each of `lines` holds the points of a polyline: a stretch of values without a gap."""

    width: int
    height: int
    base: int
    left: int
    right: int
    points: list[Point]
    lines: list[str]
    grid: list[Level]
    bounds: list[Level]


def line_chart(values: Sequence[tuple[str, float | None]], bounds: Sequence[tuple[str, float]]) -> LineChart:
    """Lay out shares from 0 to 1 by label, and the named bounds that the shares are to reach.

    A share is None where there is no value. The scale ends at 1 and begins just below the lowest share or bound, so
    that the margin between a share and a bound is seen.
    """
    base, right = HEIGHT - BOTTOM - LINE // 2, WIDTH - RIGHT
    lowest = min([value for _label, value in values if value is not None] + [value for _label, value in bounds])
    unit = next(size for size in UNITS if (1 - lowest) / size <= MAX_UNITS)
    units = max(1, ceil((1 - lowest) / unit - 1e-9))
    bottom = 1 - units * unit
    step = (right - LEFT) / max(1, len(values) - 1)

    def height(value: float) -> float:
        return round(base - (value - bottom) / (1 - bottom) * (base - TOP), 1)

    points = [
        Point(label, _said(label, value), round(LEFT + index * step, 1), None if value is None else height(value))
        for index, (label, value) in enumerate(values)
    ]
    marks = [1 - place * unit for place in sorted({0, units // 2, units}, reverse=True)]
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        base=base,
        left=LEFT,
        right=right,
        points=points,
        lines=stretches_of(points),
        grid=levels_of([(percent_exact(mark), height(mark)) for mark in marks]),
        bounds=levels_of([(label, height(value)) for label, value in bounds]),
    )


def _said(label: str, share: float | None) -> str:
    return "" if share is None else f"{label}: {percent(share)}"


def stretches_of(points: Sequence[Point]) -> list[str]:
    """Return the points of each stretch without a gap, as the points of a polyline."""
    known = (list(group) for is_known, group in groupby(points, lambda point: point.y is not None) if is_known)
    return [" ".join(f"{point.x},{point.y}" for point in stretch) for stretch in known]


def levels_of(levels: Sequence[tuple[str, float]]) -> list[Level]:
    """Order the levels from top to bottom, and move labels down that would overlap."""
    placed: list[Level] = []
    for label, y in sorted(levels, key=lambda level: level[1]):
        placed.append(Level(label, y, max(y, placed[-1].text_y + LINE) if placed else y))
    return placed


@dataclass(frozen=True, slots=True)
class BandChart:
    """A line of numbers over time from 0 up, and around the line the band of what is likely.

    `line` and `band` are the points of a polyline and of a polygon. A label of `points` is "" where there is no room.
    """

    width: int
    height: int
    base: int
    left: int
    right: int
    points: list[Point]
    line: str
    band: str
    grid: list[Level]


def band_chart(values: Sequence[tuple[str, float, float, float]]) -> BandChart:
    """Lay out rows of (label, low, value, high), so that the highest of them fills the chart."""
    base, right = HEIGHT - BOTTOM, WIDTH - 2 * LINE
    highest = max((high for _label, _low, _value, high in values), default=0) or 1
    step = (right - LEFT) / max(1, len(values) - 1)
    every = ceil(len(values) / MAX_LABELS) or 1

    def place(index: int, value: float) -> tuple[float, float]:
        return round(LEFT + index * step, 1), round(base - value / highest * (base - TOP), 1)

    places = [place(index, value) for index, (_label, _low, value, _high) in enumerate(values)]
    above = [place(index, high) for index, (_label, _low, _value, high) in enumerate(values)]
    below = [place(index, low) for index, (_label, low, _value, _high) in enumerate(values)]
    return BandChart(
        width=WIDTH,
        height=HEIGHT,
        base=base,
        left=LEFT,
        right=right,
        points=[
            Point(label if index % every == 0 else "", f"{label}: {value:.0f} ({low:.0f}–{high:.0f})", *places[index])
            for index, (label, low, value, high) in enumerate(values)
        ],
        line=_join_points(places),
        band=_join_points([*above, *reversed(below)]),
        grid=levels_of([(str(round(mark)), place(0, mark)[1]) for mark in (highest, highest / 2, 0)]),
    )


def _join_points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


class LabelledBar(NamedTuple):
    """A bar below its name: the name, the number in words, and the length of the bar and of its marked part in
    hundredths.
    """

    label: Text
    said: str
    length: float
    part: float


def rows_of(values: Sequence[tuple[Text, str, float | Decimal, float | Decimal]]) -> list[LabelledBar]:
    """Lay out (label, number in words, value, part of the value to mark) as bars, the longest of length 100."""
    longest = float(max((value for _label, _said, value, _part in values), default=0)) or 1
    return [
        LabelledBar(label, said, round(float(value) / longest * 100, 1), round(float(part) / longest * 100, 1))
        for label, said, value, part in values
    ]
