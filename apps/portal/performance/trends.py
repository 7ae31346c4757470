"""The figures of the measures through their periods as small charts, and the figure that moved most clearly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core.charts import LineChart
from apps.core.trend_charts import trend_chart
from apps.measures.definitions import Improvement, Measure, MeasureLine, Statistic
from apps.measures.models import Edition
from apps.measures.periods import Period
from apps.measures.selectors import line_of
from apps.portal.performance.figures import LineShown, figure_text, number_text


@dataclass(frozen=True, slots=True)
class FigureTrend:
    """A figure beside that of the period before it, and its chart. `chart` is None with fewer than two figures.

    `moved` is how clearly the figure moved: the change as a share of both ranges, 0 where a range is not known.
    `is_better` tells whether the move is an improvement; None where neither direction is.
    """

    line: LineShown
    chart: LineChart | None
    period: Period
    before: str
    before_period: Period | None
    moved: float
    is_better: bool | None


def trends_of(
    measures: Iterable[Measure], lines: Sequence[LineShown], history: Sequence[Sequence[Edition]]
) -> list[FigureTrend]:
    """Return the trend of each line that has a figure. `lines` are the lines of the measures in the last edition, in
    order; `history` has the editions of each period, the earliest first.
    """
    latest = [editions[-1] for editions in history]
    found = [(measure, line) for measure in measures for line in measure.lines]
    trends = [_trend(measure, line, shown, latest) for (measure, line), shown in zip(found, lines, strict=True)]
    return [trend for trend in trends if trend]


def most_moved(trends: Iterable[FigureTrend]) -> FigureTrend | None:
    """Return the figure that moved most clearly since the period before; None if none did."""
    moved = [trend for trend in trends if trend.moved]
    return max(moved, key=lambda trend: trend.moved, default=None)


def _trend(measure: Measure, line: MeasureLine, shown: LineShown, latest: Sequence[Edition]) -> FigureTrend | None:
    published = [line_of(edition, measure.code, line.code) for edition in latest]
    values = [_value(each) for each in published]
    if not values or values[-1] is None:
        return None
    before = published[-2] if len(published) > 1 and values[-2] is not None else None
    change = values[-1] - (_value(before) or 0) if before else 0
    return FigureTrend(
        line=shown,
        chart=_chart(line.statistic, latest, values, published[-1]),
        period=latest[-1].period,
        before=figure_text(line.statistic, before),
        before_period=latest[-2].period if before else None,
        moved=_clearness(before, published[-1]) if change else 0,
        is_better=None
        if not change or measure.direction == Improvement.NEITHER
        else (change > 0) == (measure.direction == Improvement.HIGHER),
    )


def _value(published: dict[str, Any] | None) -> float | None:
    return float(published["value"]) if published and published["value"] is not None else None


def _clearness(before: dict[str, Any] | None, after: dict[str, Any] | None) -> float:
    """Return a change as a share of the ranges of both figures; 0 where one has no range."""
    if before is None or after is None or before["low"] is None or after["low"] is None:
        return 0
    ranges = sum(float(each["high"]) - float(each["low"]) for each in (before, after))
    return abs(float(after["value"]) - float(before["value"])) / ranges if ranges else 0


def _chart(
    statistic: Statistic,
    latest: Sequence[Edition],
    values: Sequence[float | None],
    last: dict[str, Any] | None,
) -> LineChart | None:
    if sum(value is not None for value in values) < 2:
        return None
    target = [(_("Target"), float(last["target"]))] if last and last["target"] else []
    names = [date_format(edition.period.first, "M Y") for edition in latest]
    return trend_chart(
        list(zip(names, values, strict=True)), target, said=lambda value: number_text(statistic, Decimal(str(value)))
    )
