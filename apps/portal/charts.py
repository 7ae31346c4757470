"""A bar chart drawn on the server: it needs no script and no style inside the page."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    bars: list[Bar]


def bar_chart(columns: Sequence[tuple[str, int, int]]) -> BarChart:
    """Columns of (label, value, part of the value to mark), scaled so that the highest fills the chart."""
    base = HEIGHT - BOTTOM
    unit = (base - TOP) / (max((value for _label, value, _part in columns), default=0) or 1)
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
    return BarChart(WIDTH, HEIGHT, base, bars)
