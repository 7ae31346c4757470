"""Intervals of shares as a chart: one row for each, over one scale.

All lengths and positions are in units of the chart's view box; y grows downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from apps.core.charts import BOTTOM, WIDTH
from apps.core.shares import percent, percent_exact

# An interval chart has room for labels at the left and for the rates at the right; SPAN is the height of a row.
NAMES, SPAN, REST = 84, 20, 44
TICKS = 4
# The possible distances between two ticks of a scale of shares.
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


@dataclass(frozen=True, slots=True)
class Interval:
    """A row of an interval chart: a line from `low` to `high`, a dot at the rate, which stands in words at the end as
    `figure`, and a mark at the promised rate. `said` is the whole row in words.
    """

    label: str
    said: str
    y: int
    text_y: int
    figure: str
    low: float
    high: float
    rate: float | None
    promised: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position on the scale."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Intervals of shares, one below the other, over one scale."""

    width: int
    height: int
    base: int
    rows: list[Interval]
    ticks: list[Tick]


def interval_chart(rows: Sequence[tuple[str, float, float, float | None, float | None]]) -> IntervalChart:
    """Lay out rows of (label, low, high, rate, promised), all shares from 0 to 1, over a scale that begins at 0.

    The scale ends near the largest share, and at most near twice the largest rate or promised rate. An interval that
    reaches further, as the interval of a small sample does, is cut off.
    """
    known = [share for _label, _low, _high, *shares in rows for share in shares if share is not None]
    largest = max(known, default=0)
    highest = max(largest, min(max((high for _label, _low, high, *_shares in rows), default=1), 2 * largest or 1))
    step = next((size for size in STEPS if size * TICKS >= highest), STEPS[-1])
    count = min(TICKS, ceil(highest / step)) or 1
    top = step * count

    def place(share: float) -> float:
        return round(NAMES + min(share, top) / top * (WIDTH - NAMES - REST), 1)

    drawn = [
        Interval(
            label=label,
            said=f"{label}: {'' if rate is None else percent(rate)} ({percent(low)}–{percent(high)})",
            y=index * SPAN + SPAN // 2,
            text_y=index * SPAN + SPAN // 2 + 3,
            figure="" if rate is None else percent(rate, against=() if promised is None else (promised,)),
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
