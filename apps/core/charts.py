"""Charts drawn on the server: they need no script and no style inside the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from apps.core.shares import percent, percent_exact

WIDTH, HEIGHT = 360, 150
TOP, BOTTOM = 16, 18
GAP = 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One column, `part` of which is marked. All lengths are in units of the chart's view box."""

    label: str
    value: int
    x: float
    middle: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True, slots=True)
class BarChart:
    width: int
    height: int
    base: int
    highest: int
    bars: list[Bar]


def bar_chart(columns: Sequence[tuple[str, int, int]]) -> BarChart:
    """Columns of (label, value, part of the value to mark), scaled so that the highest fills the chart."""
    base = HEIGHT - BOTTOM
    highest = max((value for _label, value, _part in columns), default=0)
    unit = (base - TOP) / (highest or 1)
    step = WIDTH / (len(columns) or 1)
    width = step * (1 - GAP)
    bars = [
        Bar(
            label=label,
            value=value,
            x=round(index * step + step * GAP / 2, 1),
            middle=round(index * step + step / 2, 1),
            width=round(width, 1),
            y=round(base - value * unit, 1),
            height=round(value * unit, 1),
            part_y=round(base - part * unit, 1),
            part_height=round(part * unit, 1),
        )
        for index, (label, value, part) in enumerate(columns)
    ]
    return BarChart(WIDTH, HEIGHT, base, highest, bars)


# Room for the labels of a line chart: values at the left, names of bounds at the right.
LEFT, RIGHT = 34, 40
LINE = 11


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    x: float
    y: float | None


@dataclass(frozen=True, slots=True)
class Level:
    """A level line across the chart, with what it stands for, written at `text_y`."""

    label: str
    y: float
    text_y: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """Shares over time. `lines` are the stretches without a gap, as the points of a polyline."""

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
    """Shares from 0 to 1 by label, None where there is none, and the named bounds that they are to reach.

    The scale begins at the tenth below the lowest of them, so that what matters is seen.
    """
    base, right = HEIGHT - BOTTOM - LINE // 2, WIDTH - RIGHT
    lowest = min([value for _label, value in values if value is not None] + [value for _label, value in bounds])
    tenths = min(9, int(lowest * 10 + 1e-9))
    bottom = tenths / 10
    step = (right - LEFT) / max(1, len(values) - 1)

    def height(value: float) -> float:
        return round(base - (value - bottom) / (1 - bottom) * (base - TOP), 1)

    points = [
        Point(label, round(LEFT + index * step, 1), None if value is None else height(value))
        for index, (label, value) in enumerate(values)
    ]
    stretches = (list(group) for known, group in groupby(points, lambda point: point.y is not None) if known)
    marks = sorted({tenths, (tenths + 10) // 2, 10})
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        base=base,
        left=LEFT,
        right=right,
        points=points,
        lines=[" ".join(f"{point.x},{point.y}" for point in stretch) for stretch in stretches],
        grid=_levels([(percent(mark / 10), height(mark / 10)) for mark in marks]),
        bounds=_levels([(label, height(value)) for label, value in bounds]),
    )


def _levels(levels: Sequence[tuple[str, float]]) -> list[Level]:
    """The levels from above, their texts moved down where they would be written over one another."""
    placed: list[Level] = []
    for label, y in sorted(levels, key=lambda level: level[1]):
        placed.append(Level(label, y, max(y, placed[-1].text_y + LINE) if placed else y))
    return placed


# Of a chart of rows: room for the labels at the left and for the value behind the longest bar, and the height of a row.
LABELS, VALUES, ROW = 200, 40, 22


@dataclass(frozen=True, slots=True)
class RowBar:
    """One row of a chart of rows: a bar from the left, `part` of which is marked."""

    label: str
    value: int
    y: int
    text_y: int
    width: float
    part_width: float


@dataclass(frozen=True, slots=True)
class RowChart:
    """Bars one below the other, for labels too long to stand under columns. Bars begin at `left`, `thick` high."""

    width: int
    height: int
    left: int
    thick: int
    bars: list[RowBar]


def row_chart(rows: Sequence[tuple[str, int, int]]) -> RowChart:
    """Rows of (label, value, part of the value to mark), scaled so that the highest fills the chart."""
    width = 2 * WIDTH
    unit = (width - LABELS - VALUES) / (max((value for _label, value, _part in rows), default=0) or 1)
    bars = [
        RowBar(label, value, index * ROW, index * ROW + ROW - 8, round(value * unit, 1), round(part * unit, 1))
        for index, (label, value, part) in enumerate(rows)
    ]
    return RowChart(width, ROW * len(rows), LABELS, ROW - 4, bars)


# Of a chart of intervals: room for the labels at the left, and the height of a row.
NAMES, SPAN, REST = 84, 20, 12
TICKS = 4
# What lies between two ticks of a scale of shares.
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


@dataclass(frozen=True, slots=True)
class Interval:
    """One row: the interval as a line from `low` to `high`, the rate as a dot, what was promised as a mark."""

    label: str
    y: int
    text_y: int
    low: float
    high: float
    rate: float | None
    promised: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    x: float


@dataclass(frozen=True, slots=True)
class IntervalChart:
    width: int
    height: int
    base: int
    rows: list[Interval]
    ticks: list[Tick]


def interval_chart(rows: Sequence[tuple[str, float, float, float | None, float | None]]) -> IntervalChart:
    """Rows of (label, low, high, rate, promised), shares from 0 to 1, scaled from 0 to the highest of all of them.

    An interval that reaches beyond the scale, as that of very few does, is cut: the scale ends near twice the highest
    rate and promise.
    """
    known = [share for _label, _low, _high, *shares in rows for share in shares if share is not None]
    most = max(known, default=0)
    highest = max(most, min(max((high for _label, _low, high, *_shares in rows), default=1), 2 * most or 1))
    step = next((size for size in STEPS if size * TICKS >= highest), STEPS[-1])
    count = min(TICKS, ceil(highest / step)) or 1
    top = step * count

    def place(share: float) -> float:
        return round(NAMES + min(share, top) / top * (WIDTH - NAMES - REST), 1)

    drawn = [
        Interval(
            label=label,
            y=index * SPAN + SPAN // 2,
            text_y=index * SPAN + SPAN // 2 + 3,
            low=place(low),
            high=place(high),
            rate=None if rate is None else place(rate),
            promised=None if promised is None else place(promised),
        )
        for index, (label, low, high, rate, promised) in enumerate(rows)
    ]
    base = SPAN * len(rows)
    ticks = [Tick(percent_exact(step * number), place(step * number)) for number in range(count + 1)]
    return IntervalChart(WIDTH, base + BOTTOM, base, drawn, ticks)
