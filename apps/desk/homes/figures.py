"""The figures about the work: what came and was done, what is open, how long decisions take, who holds how much."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.selectors import appeals_decided, second_looks_given
from apps.core import clock
from apps.core.charts import bar_chart, pair_chart, rows_of
from apps.core.shares import percent
from apps.desk.homes.figure import BARS, BESIDE, COLUMNS, MAX_BARS, PAIRS, Figure, FigureQuestion
from apps.standing.selectors import appeals_granted
from apps.work.figures import (
    AGES,
    MIN_DECIDED,
    WEEKS,
    Backlog,
    DecisionTime,
    Week,
    backlog,
    decision_times,
    flow,
    kinds_counted,
)
from apps.work.kinds import kind_of
from apps.work.selectors import RECENT, team_load

DAY = timedelta(days=1)
# Decisions that are considered again are few, so that this figure looks back for a year.
YEAR = timedelta(days=365)


class FigureNumbers:
    """The numbers that several figures share, read when they are first asked for."""

    @cached_property
    def weeks(self) -> list[Week]:
        return flow()

    @cached_property
    def waiting(self) -> Backlog:
        return backlog()

    @cached_property
    def times(self) -> list[DecisionTime]:
        return decision_times()


def flow_figure(numbers: FigureNumbers, asked: FigureQuestion) -> Figure:
    """Return the figure of the work that came and was done in each week: of one kind of work, or of all."""
    weeks = numbers.weeks
    rows = [(week.monday, week.opened_of(asked.kind), week.closed_of(asked.kind)) for week in weeks]
    return Figure(
        code="flow",
        counted=_lazy("Work that was opened and work that was closed in each of the last 13 whole weeks."),
        head=(_lazy("Week from"), _lazy("Opened"), _lazy("Closed")),
        rows=rows,
        drawn=PAIRS,
        chart=pair_chart([(_short(monday), opened, closed) for monday, opened, closed in rows]),
        keys=(_lazy("opened"), _lazy("closed")),
        missing="" if any(came or done for _monday, came, done in rows) else _lazy("Nothing came in these weeks."),
        lines=(
            ("week_from", "kind", "opened", "closed"),
            [
                (week.monday, str(kind_of(code).label), week.opened_of(code), week.closed_of(code))
                for week in weeks
                for code in kinds_counted([week], Backlog({}))
            ],
        ),
    )


def kinds_figure(numbers: FigureNumbers, _asked: FigureQuestion) -> Figure:
    """Return the open work by kind, beside what came and what was done."""
    weeks, waiting = numbers.weeks, numbers.waiting
    rows = [
        (
            str(kind_of(code).label),
            waiting.of(kind=code).count,
            waiting.of(kind=code).late,
            sum(week.opened_of(code) for week in weeks),
            sum(week.closed_of(code) for week in weeks),
        )
        for code in kinds_counted(weeks, waiting)
    ]
    rows.sort(key=lambda row: (-row[1], -row[3], row[0]))
    drawn = [(label, str(open_now), open_now, late) for label, open_now, late, *_more in rows if open_now]
    return Figure(
        code="kinds",
        counted=_lazy("Open work of each kind, and what of it is late. The table also has what came and was done."),
        head=(_lazy("Kind"), _lazy("Open"), _lazy("Late"), _opened_in(), _closed_in()),
        rows=rows,
        drawn=BARS,
        chart=rows_of(drawn[:MAX_BARS]),
        keys=(_lazy("open"), _lazy("late")),
        missing="" if drawn else _lazy("Nothing is open."),
    )


def ages_figure(numbers: FigureNumbers, asked: FigureQuestion) -> Figure:
    """Return the open work by age: of one kind of work, or of all."""
    bands = [(words, numbers.waiting.of(kind=asked.kind, band=place)) for place, words in enumerate(_bands())]
    return Figure(
        code="ages",
        counted=_lazy("Open work by the days since it was opened, pauses included, and what of it is late."),
        head=(_lazy("Days"), _lazy("Open"), _lazy("Late"), _lazy("Waits on the seller")),
        rows=[(words, band.count, band.late, band.paused) for words, band in bands],
        drawn=COLUMNS,
        chart=bar_chart([(words, band.count, band.late) for words, band in bands]),
        keys=(_lazy("open"), _lazy("late")),
        asked=FigureQuestion(kind=asked.kind),
        missing="" if any(band.count for _words, band in bands) else _lazy("Nothing is open."),
    )


def times_figure(numbers: FigureNumbers, _asked: FigureQuestion) -> Figure:
    """Return how long a decision of each kind took."""
    rows = [
        (str(kind_of(time.kind).label), time.decided, _days(time.middle), _days(time.upper)) for time in numbers.times
    ]
    drawn = [
        (label, _("half in %(middle)s, nine of ten in %(upper)s") % {"middle": middle, "upper": upper}, upper, middle)
        for label, _decided, middle, upper in rows
        if middle is not None and upper is not None
    ]
    too_few = _lazy("Too little was decided: a kind needs %(least)d decisions for these numbers.")
    return Figure(
        code="times",
        counted=_lazy(
            "Days from opening to closing, without the pauses in which the seller was to answer, of what members of "
            "staff closed in the last 13 whole weeks. Half took no longer than the first number (p50), nine of ten no "
            "longer than the second (p90)."
        ),
        head=(_lazy("Kind"), _lazy("Decided"), _lazy("p50, days"), _lazy("p90, days")),
        rows=rows,
        drawn=BARS,
        chart=rows_of(drawn[:MAX_BARS]),
        keys=(_lazy("nine of ten (p90)"), _lazy("half (p50)")),
        mark=BESIDE,
        missing="" if drawn else too_few % {"least": MIN_DECIDED},
    )


def overturned_figure(_numbers: FigureNumbers, _asked: FigureQuestion) -> Figure:
    """Return how many decisions were overturned on appeal, or would have been made otherwise on second reading."""
    since = clock.now() - YEAR
    denials, looks, standing = appeals_decided(since), second_looks_given(since), appeals_granted(since)
    found = [
        (_("Denials of applications, on appeal"), denials.count, denials.otherwise),
        (_("Changes of standing, on appeal"), *standing),
        (_("Decisions on applications, read again"), looks.count, looks.otherwise),
    ]
    rows = [
        (label, count, otherwise, percent(otherwise / count) if count >= MIN_DECIDED else _("too few"))
        for label, count, otherwise in found
    ]
    drawn = [
        (label, _("%(otherwise)d of %(count)d") % {"otherwise": otherwise, "count": count}, count, otherwise)
        for label, count, otherwise in found
        if count
    ]
    return Figure(
        code="overturned",
        counted=_lazy(
            "Appeals decided and second looks given in the last 365 days, and how many granted the appeal or disagreed "
            "with the decision. Fewer than 10 give no share."
        ),
        head=(_lazy("Decisions"), _lazy("Considered again"), _lazy("Overturned"), _lazy("Share")),
        rows=rows,
        drawn=BARS,
        chart=rows_of(drawn[:MAX_BARS]),
        keys=(_lazy("considered again"), _lazy("overturned")),
        missing="" if drawn else _lazy("No appeal was decided and no second look given in this time."),
    )


def load_figure(_numbers: FigureNumbers, _asked: FigureQuestion) -> Figure:
    """Return the figure of the open work of each holder."""
    loads = team_load()
    drawn = [(str(load.user), str(load.held), load.held, load.overdue) for load in loads if load.held]
    return Figure(
        code="load",
        counted=_lazy(
            "Open work by holder, how much of it is late, and how much each holder finished in the last 30 days."
        ),
        head=(
            *(_lazy("Officer"), _lazy("Holds"), _lazy("Late"), _lazy("Waits on the seller")),
            _lazy("Finished in %(days)d days") % {"days": RECENT.days},
        ),
        rows=[(str(load.user), load.held, load.overdue, load.paused, load.finished) for load in loads],
        drawn=BARS,
        chart=rows_of(drawn[:MAX_BARS]),
        keys=(_lazy("holds"), _lazy("late")),
        missing="" if drawn else _lazy("Nobody holds any work."),
    )


def _short(day: date) -> str:
    return date_format(day, "M j")


def _days(time: timedelta | None) -> Decimal | None:
    return None if time is None else round(Decimal(time / DAY), 1)


def _bands() -> list[str]:
    """Return the bands of age in words."""
    starts = (0, *(days + 1 for days in AGES))
    return [*(f"{start}–{end}" for start, end in zip(starts, AGES, strict=False)), f"{starts[-1]}+"]


def _opened_in() -> str:
    return _("Opened in %(weeks)d weeks") % {"weeks": WEEKS}


def _closed_in() -> str:
    return _("Closed in %(weeks)d weeks") % {"weeks": WEEKS}
