"""The figures of the measures in words, charts and rows, in the language of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.charts import LabelledBar, rows_of
from apps.core.interval_charts import IntervalChart, interval_chart
from apps.core.lazy import Promise
from apps.core.shares import percent, percent_exact, percent_range
from apps.measures.definitions import Improvement, Measure, MeasureLine, Statistic
from apps.measures.models import Baseline, Edition, RevisionCause
from apps.measures.periods import Period
from apps.measures.selectors import line_of


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a measure in an edition, in words. Texts are "" where there is nothing to say.

    `share` is the figure of a share, None for any other. `is_withheld`: the edition does not tell the figure. `met`
    tells whether the target is met; None without a target or a figure.
    """

    measure: Measure
    title: Promise
    figure: str
    interval: str
    target: str
    baseline: str
    share: Decimal | None
    is_withheld: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """A period of a line, in words: the latest figure, its range, and how far the figure was revised."""

    period: Period
    figure: str
    interval: str
    revised: str
    cause: str


@dataclass(frozen=True, slots=True)
class LinePeriods:
    """A line through its periods, as a chart and as rows of a table. Shares have an interval chart, others bars."""

    line: MeasureLine
    intervals: IntervalChart | None
    bars: list[LabelledBar]
    periods: list[PeriodShown]


def lines_shown(measure: Measure, edition: Edition, baseline: Baseline | None) -> list[LineShown]:
    """Return the lines of a measure in an edition, beside the baseline's."""
    return [_line_shown(measure, line, edition, baseline) for line in measure.lines]


def line_periods(
    measure: Measure,
    line: MeasureLine,
    history: Sequence[Sequence[Edition]],
    causes: Mapping[tuple[int, str], RevisionCause],
) -> LinePeriods:
    """Return a line through periods. `history` has the editions of each period; the earliest of both come first."""
    found = [(editions, line_of(editions[-1], measure.code, line.code)) for editions in history]
    known = [(editions, published) for editions, published in found if published]
    return LinePeriods(
        line=line,
        intervals=_intervals(line, known) if line.statistic == Statistic.SHARE else None,
        bars=[] if line.statistic == Statistic.SHARE else _bars(line, known),
        periods=[
            PeriodShown(
                period=editions[-1].period,
                figure=figure_text(line.statistic, published),
                interval=interval_text(published),
                cause=cause_text(causes.get((editions[-1].pk, measure.code))),
                revised=_revised_text(line.statistic, [line_of(each, measure.code, line.code) for each in editions]),
            )
            for editions, published in reversed(known)
        ],
    )


def figure_text(statistic: Statistic, published: dict[str, Any] | None) -> str:
    """Return a published figure in words."""
    if published is None:
        return ""
    if published["withheld"]:
        return _("Withheld: it could tell of few businesses")
    if published["value"] is not None:
        return _value_text(statistic, published)
    return _("Too few losses found to tell") if statistic == Statistic.ESTIMATE else _("Nothing to count")


def interval_text(published: dict[str, Any] | None) -> str:
    """Return the range in which the real figure lies with 95 % confidence; "" where there is none."""
    if published is None or published["low"] is None:
        return ""
    statistic = Statistic(published["statistic"])
    if statistic == Statistic.SHARE:
        return percent_range(float(published["low"]), float(published["high"]))
    return _("%(low)s to %(high)s") % {bound: number_text(statistic, published[bound]) for bound in ("low", "high")}


def _value_text(statistic: Statistic, published: Mapping[str, Any]) -> str:
    """Return a published number in words: a share from what it is a share of, since its own digits are rounded once."""
    if statistic != Statistic.SHARE:
        return number_text(statistic, published["value"])
    target = [float(published["target"])] if published["target"] else []
    return percent(int(published["numerator"]) / int(published["denominator"]), against=target)


def number_text(statistic: Statistic, value: str | Decimal) -> str:
    number = Decimal(value)
    match statistic:
        case Statistic.SHARE:
            return percent_exact(float(number))
        case Statistic.AMOUNT | Statistic.ESTIMATE:
            return _("$%(amount)s") % {"amount": number_format(number, decimal_pos=0, force_grouping=True)}
        case Statistic.COUNT:
            return number_format(number, decimal_pos=0, force_grouping=True)
        case Statistic.MEDIAN | Statistic.NINTH_DECILE:
            return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": int(number)}


def _line_shown(measure: Measure, line: MeasureLine, edition: Edition, baseline: Baseline | None) -> LineShown:
    published = line_of(edition, measure.code, line.code)
    before = line_of(baseline.edition, measure.code, line.code) if baseline else None
    is_share = line.statistic == Statistic.SHARE
    return LineShown(
        measure=measure,
        title=line.title,
        figure=figure_text(line.statistic, published),
        interval=interval_text(published),
        target=aim_text(measure, line, published["target"] if published else None),
        baseline=figure_text(line.statistic, before),
        share=Decimal(published["value"]) if is_share and published and published["value"] else None,
        is_withheld=published is not None and published["withheld"],
        met=published["meets_target"] if published else None,
    )


def aim_text(measure: Measure, line: MeasureLine, target: str | Decimal | None) -> str:
    """Return a target of a line in words; "" where there is none."""
    return target_text(measure.direction, line.statistic, target)


def target_text(direction: Improvement, statistic: Statistic, target: str | Decimal | None) -> str:
    """Return a target of a figure that is to go in a direction, in words; "" where there is none."""
    if target is None:
        return ""
    number = {"number": number_text(statistic, target)}
    return _("at least %(number)s") % number if direction == Improvement.HIGHER else _("at most %(number)s") % number


def change_text(statistic: Statistic, before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """Return how far a figure moved from one edition to the next, in words; "" where either has no number."""
    if before is None or before["value"] is None or after["value"] is None:
        return ""
    change = Decimal(after["value"]) - Decimal(before["value"])
    if not change:
        return _("No change")
    sign = "+" if change > 0 else "−"
    if statistic == Statistic.SHARE:
        return f"{sign}{number_format(abs(change) * 100, decimal_pos=2)}%"
    return f"{sign}{number_text(statistic, abs(change))}"


def _intervals(line: MeasureLine, known: Sequence[tuple[Sequence[Edition], dict[str, Any]]]) -> IntervalChart | None:
    rows = [
        (
            date_format(editions[-1].period.first, "M Y"),
            float(published["low"]),
            float(published["high"]),
            int(published["numerator"]) / int(published["denominator"]),
            float(published["target"]) if published["target"] else None,
        )
        for editions, published in known
        if published["low"] is not None
    ]
    return interval_chart(rows) if rows else None


def _bars(line: MeasureLine, known: Sequence[tuple[Sequence[Edition], dict[str, Any]]]) -> list[LabelledBar]:
    return rows_of(
        [
            (str(editions[-1].period), number_text(line.statistic, published["value"]), Decimal(published["value"]), 0)
            for editions, published in known
            if published["value"] is not None
        ]
    )


def _revised_text(statistic: Statistic, published: Sequence[dict[str, Any] | None]) -> str:
    """Return how a figure was revised, in words. `published` are the lines of the editions, the first one first."""
    if len(published) < 2:
        return _("Not revised yet")
    known = [line if line and line["value"] is not None else None for line in published]
    *_earlier, before, after = known
    if before is None or after is None:
        return "–"
    if before["value"] == after["value"]:
        return _("No change")
    return _("Was %(figure)s at first") % {"figure": figure_text(statistic, next(filter(None, known)))}


def cause_text(cause: RevisionCause | None) -> str:
    """Return why the last edition of a period revised a measure, in words; "" for a first edition."""
    if cause is None:
        return ""
    if cause.kept:
        return _("Kept: what changed would have told of few businesses.")
    if cause.late and cause.corrected:
        return _("Reports came late, and others were corrected.")
    if cause.late:
        return _("Reports came late.")
    return _("Reports were corrected.") if cause.corrected else _("Nothing came late.")
