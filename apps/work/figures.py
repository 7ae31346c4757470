"""Figures about work: what came and what was done in each week, how old the backlog is, how long a decision took."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncDate, TruncWeek

from apps.core import clock
from apps.core.percentiles import Percentile
from apps.core.workdays import workdays_between
from apps.work.models import Item
from apps.work.selectors import PAUSED, overdue

# The figures look back so many whole weeks, from Monday to Sunday in New York: a quarter of a year.
WEEKS = 13
# The ends of the bands of age, in days.
AGES = (7, 30, 60, 90)
# A percentile of fewer decisions would tell of single cases. A program decision.
MIN_DECIDED = 10
MIDDLE, UPPER = 0.5, 0.9
OPENED, CLOSED = "opened", "closed"


@dataclass(frozen=True, slots=True)
class Week:
    """The work that came and the work that was done in a week, by kind. `decided` counts what a person closed,
    `officer_days` the days of this week on which each person closed something, and `workdays` the working days.
    """

    monday: date
    opened: Mapping[str, int]
    closed: Mapping[str, int]
    decided: int
    officer_days: int
    workdays: int

    def opened_of(self, kind: str = "") -> int:
        """Return how many items were opened: of one kind, or of all."""
        return self.opened.get(kind, 0) if kind else sum(self.opened.values())

    def closed_of(self, kind: str = "") -> int:
        """Return how many items were closed: of one kind, or of all."""
        return self.closed.get(kind, 0) if kind else sum(self.closed.values())


@dataclass(frozen=True, slots=True)
class WaitingItems:
    """The number of open items of an age, and the numbers of these that are late, or wait on the seller."""

    count: int = 0
    late: int = 0
    paused: int = 0

    def __add__(self, other: "WaitingItems") -> "WaitingItems":
        return WaitingItems(self.count + other.count, self.late + other.late, self.paused + other.paused)


@dataclass(frozen=True, slots=True)
class Backlog:
    """The open items by kind and band of age. A band is the place of its end in `AGES`; the last has no end."""

    cells: Mapping[tuple[str, int], WaitingItems]

    def of(self, *, kind: str = "", band: int | None = None) -> WaitingItems:
        """Return the open items of a kind or of all, and of a band of age or of all."""
        return sum(
            (
                waiting
                for (its_kind, its_band), waiting in self.cells.items()
                if kind in ("", its_kind) and band in (None, its_band)
            ),
            WaitingItems(),
        )


@dataclass(frozen=True, slots=True)
class DecisionTime:
    """The number of items of a kind that a person closed, and the times from opening to closing, without the pauses:
    the median, and the time within which nine of ten were closed. None for fewer than `MIN_DECIDED` items.
    """

    kind: str
    decided: int
    middle: timedelta | None
    upper: timedelta | None


def weeks_seen() -> tuple[date, date]:
    """Return the first Monday of the weeks that the figures look at, and the Monday after the last of these weeks."""
    after = clock.add_days(clock.today(), -clock.today().weekday())
    return after - timedelta(weeks=WEEKS), after


def flow() -> list[Week]:
    """Return the work that came and the work that was done in each of the last whole weeks, the earliest first. Takes
    two queries.
    """
    first, after = weeks_seen()
    counts: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    came, done = _per_week(OPENED, first, after), _per_week(CLOSED, first, after)
    for what, week, kind, count in came.union(done, all=True):
        counts[what, clock.day_of(week)][kind] = count
    decided: Counter[date] = Counter()
    days: Counter[date] = Counter()
    for day, count in _officer_days(first, after):
        monday = clock.add_days(day, -day.weekday())
        decided[monday] += count
        days[monday] += 1
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Week(
            monday=monday,
            opened=counts[OPENED, monday],
            closed=counts[CLOSED, monday],
            decided=decided[monday],
            officer_days=days[monday],
            workdays=workdays_of(monday),
        )
        for monday in mondays
    ]


def workdays_of(monday: date) -> int:
    """Return the number of working days of the week that begins on a Monday."""
    return workdays_between(clock.add_days(monday, -1), clock.add_days(monday, 6))


def backlog() -> Backlog:
    """Return the open items by kind and age, in one query."""
    now = clock.now()
    bands = [When(opened_at__gte=now - timedelta(days=days), then=Value(place)) for place, days in enumerate(AGES)]
    rows = (
        Item.objects.filter(closed_at__isnull=True)
        .annotate(band=Case(*bands, default=Value(len(AGES)), output_field=IntegerField()))
        .values("kind", "band")
        .annotate(count=Count("pk"), late=Count("pk", filter=overdue()), paused=Count("pk", filter=PAUSED))
        .order_by()
    )
    return Backlog({(row["kind"], row["band"]): WaitingItems(row["count"], row["late"], row["paused"]) for row in rows})


def decision_times() -> list[DecisionTime]:
    """Return how long a decision of each kind took, of those that a person made in the last whole weeks, in one query.
    The kind of which most was decided comes first.
    """
    first, after = weeks_seen()
    took = ExpressionWrapper(F("closed_at") - F("opened_at") - F("paused_for"), output_field=DurationField())
    rows = (
        Item.objects.filter(closed_by__isnull=False, closed_at__range=_range(first, after))
        .annotate(took=took)
        .values("kind")
        .annotate(
            decided=Count("pk"),
            middle=Percentile("took", MIDDLE, output_field=DurationField()),
            upper=Percentile("took", UPPER, output_field=DurationField()),
        )
        .order_by("-decided", "kind")
    )
    return [
        DecisionTime(row["kind"], row["decided"], row["middle"], row["upper"])
        if row["decided"] >= MIN_DECIDED
        else DecisionTime(row["kind"], row["decided"], None, None)
        for row in rows
    ]


def kinds_counted(weeks: Collection[Week], waiting: Backlog) -> list[str]:
    """Return the codes of the kinds of which anything came, was done or is open, in the order of their codes."""
    seen = {kind for week in weeks for kind in (*week.opened, *week.closed)}
    return sorted(seen | {kind for kind, _band in waiting.cells})


def _range(first: date, after: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day and the last moment before another."""
    return clock.start_of(first), clock.end_of(clock.add_days(after, -1))


def _per_week(what: str, first: date, after: date) -> QuerySet:
    """Return rows of (what, week, kind, count) of the items that were opened, or closed, in some weeks."""
    column = f"{what}_at"
    return (
        Item.objects.filter(Q((f"{column}__range", _range(first, after))))
        .annotate(what=Value(what, output_field=CharField()), week=TruncWeek(column, tzinfo=clock.PROGRAM_ZONE))
        .values("what", "week", "kind")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list("what", "week", "kind", "count")
    )


def _officer_days(first: date, after: date) -> QuerySet:
    """Return rows of (day, count) for each day on which a person closed items: how many."""
    return (
        Item.objects.filter(closed_by__isnull=False, closed_at__range=_range(first, after))
        .annotate(day=TruncDate("closed_at", tzinfo=clock.PROGRAM_ZONE))
        .values("closed_by", "day")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list("day", "count")
    )
