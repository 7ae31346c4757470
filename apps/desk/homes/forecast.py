"""The forecast of the backlog with a number of officers, as a figure of the home."""

from datetime import timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.charts import band_chart
from apps.core.lifecycle import Text
from apps.core.workdays import workdays_between
from apps.desk.homes.figure import BAND, Figure, FigureQuestion
from apps.desk.homes.figures import FigureNumbers
from apps.work.figures import Week
from apps.work.forecast import (
    HORIZON,
    MIN_DECISIONS,
    MIN_WEEKS,
    WeekBefore,
    WorkPace,
    forecast,
    officers_to_clear,
    officers_to_hold,
    pace_of,
)

HEAD = (
    *(_lazy("Week until"), _lazy("Working days"), _lazy("Open work")),
    *(_lazy("Likely at least"), _lazy("Likely at most")),
)


def forecast_figure(numbers: FigureNumbers, asked: FigureQuestion) -> Figure:
    """Return the forecast of the open work with a number of officers: those asked for, else as many as were at work."""
    pace = pace_of([_before(week) for week in numbers.weeks])
    if pace is None:
        missing = _lazy(
            "Too little was decided for a forecast. It takes %(decisions)d decisions by members of staff in the last "
            "13 whole weeks, and %(weeks)d weeks in which something was decided."
        )
        message = missing % {"decisions": MIN_DECISIONS, "weeks": MIN_WEEKS}
        return Figure(code="forecast", counted="", head=HEAD, rows=[], missing=message)
    officers = officers_asked(pace, asked)
    days = [_workdays(number) for number in range(HORIZON)]
    waiting = numbers.waiting.of().count
    ahead = forecast(pace, backlog=waiting, officers=officers, workdays=days)
    ends = [clock.today() + timedelta(weeks=number + 1) for number in range(HORIZON)]
    drawn = [(clock.today(), waiting, waiting, waiting), *_ranges(ends, ahead)]
    return Figure(
        code="forecast",
        counted=_lazy("Open work at the end of each of the next 12 weeks, with %(officers)d officers at work.")
        % {"officers": officers},
        head=HEAD,
        rows=[
            (end, week.workdays, round(week.backlog), round(week.low), round(week.high))
            for end, week in zip(ends, ahead, strict=True)
        ],
        drawn=BAND,
        chart=band_chart([(date_format(day, "M j"), low, middle, high) for day, low, middle, high in drawn]),
        keys=(_lazy("expected"), _lazy("in eight of ten cases")),
        notes=_notes(pace, waiting, sum(days)),
        asked=FigureQuestion(officers=officers),
    )


def officers_asked(pace: WorkPace, asked: FigureQuestion) -> int:
    """Return the number of officers that the reader asks for, else as many as were at work."""
    return max(1, round(pace.officers)) if asked.officers is None else asked.officers


def _before(week: Week) -> WeekBefore:
    """Return a week as the forecast reads it. Items that the program closed by itself are left out, since they need no
    officer.
    """
    by_program = week.closed_of() - week.decided
    return WeekBefore(week.opened_of() - by_program, week.decided, week.officer_days, week.workdays)


def _workdays(number: int) -> int:
    begins = clock.today() + timedelta(weeks=number)
    return workdays_between(begins, begins + timedelta(weeks=1))


def _ranges(ends: list, ahead: list) -> list[tuple]:
    return [(end, week.low, week.backlog, week.high) for end, week in zip(ends, ahead, strict=True)]


def _notes(pace: WorkPace, waiting: int, days: int) -> list[Text]:
    """Say what the forecast assumes, and how sure it is."""
    numbers = {
        "came": _one_place(pace.came),
        "decided": _one_place(pace.decided),
        "officers": _one_place(pace.officers),
        "hold": officers_to_hold(pace),
        "clear": officers_to_clear(pace, backlog=waiting, workdays=days),
    }
    return [
        _(
            "In the last 13 whole weeks, %(came)s pieces of work came on a working day for staff to decide. An officer "
            "decided %(decided)s on each day on which this officer decided anything, and %(officers)s officers did so "
            "on a working day."
        )
        % numbers,
        _("%(hold)d officers at work keep the open work from growing; %(clear)d decide all of it in 12 weeks.")
        % numbers,
        _(
            "It assumes that the same amount of work comes, that an officer decides the same amount, and that the mix "
            "of kinds stays the same. It counts officers at work, without those on leave. In eight of ten cases the "
            "number lies within the range, if the coming weeks differ as the last ones did."
        ),
    ]


def _one_place(number: float) -> str:
    return number_format(round(number, 1), decimal_pos=1, force_grouping=True)
