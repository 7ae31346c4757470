"""What waits for staff, as its lists and counts ask for it. Each condition stands here once, for both."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Value

from apps.accounts.models import User
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.bounded_counts import bounded_counts
from apps.work.kinds import Kind, kinds
from apps.work.models import Item, SavedSearch

SOON = timedelta(days=7)
# Of a team, what is told of the latest days: how many pieces of work each finished.
RECENT = timedelta(days=30)
UNHELD = Q(holder__isnull=True)
PAUSED = Q(paused_at__isnull=False)


def overdue() -> Q:
    """Its day has passed, and its clock runs."""
    return ~PAUSED & Q(due_at__lt=clock.now())


def due_soon() -> Q:
    """Its day comes within a week, and its clock runs."""
    return ~PAUSED & Q(due_at__range=(clock.now(), clock.now() + SOON))


def off_target() -> Q:
    """The program's own target has passed, and its clock runs."""
    return ~PAUSED & Q(target_on__lt=clock.today())


def items_open() -> QuerySet[Item]:
    """All that waits for staff: what is due first comes first, what has no day comes last."""
    return Item.objects.filter(closed_at__isnull=True).select_related("holder").order_by("due_at", "pk")


def items_of_holder(holder: User | None) -> QuerySet[Item]:
    """What somebody holds, or nobody does: what is due first comes first."""
    return items_open().filter(holder=holder)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How much of a kind waits, and how much of that is overdue; up to the most that was asked for, plus one."""

    kind: Kind
    count: int
    overdue: int


def waiting_counts(user: User, limit: int) -> tuple[dict[str, int], list[KindCount]]:
    """Count the open work items by holder, by day and by kind, in one query, none further than `limit` + 1."""
    rows = Item.objects.filter(closed_at__isnull=True)
    sets = {
        "mine": rows.filter(holder=user),
        "nobody": rows.filter(UNHELD),
        "soon": rows.filter(due_soon()),
        "overdue": rows.filter(overdue()),
        "paused": rows.filter(PAUSED),
    }
    for kind in kinds():
        sets[f"kind {kind.code}"] = rows.filter(kind=kind.code)
        sets[f"overdue {kind.code}"] = rows.filter(overdue(), kind=kind.code)
    counted = bounded_counts(sets, limit)
    by_kind = [
        KindCount(kind, counted.pop(f"kind {kind.code}"), counted.pop(f"overdue {kind.code}")) for kind in kinds()
    ]
    return counted, by_kind


@dataclass(frozen=True, slots=True)
class Load:
    """What one member of staff holds, and what they finished lately. `age` is the average since it was opened."""

    user: User
    held: int = 0
    overdue: int = 0
    paused: int = 0
    oldest: datetime | None = None
    age: timedelta | None = None
    finished: int = 0


def team_load() -> list[Load]:
    """The load of everybody who reviews or still holds work, who holds most first."""
    now = clock.now()
    held_now = {
        row["holder"]: row
        for row in Item.objects.filter(closed_at__isnull=True, holder__isnull=False)
        .values("holder")
        .annotate(
            held=Count("pk"),
            overdue=Count("pk", filter=overdue()),
            paused=Count("pk", filter=PAUSED),
            oldest=Min("opened_at"),
            age=Avg(ExpressionWrapper(Value(now) - F("opened_at"), output_field=DurationField())),
        )
        .order_by()
    }
    reviewers = {user.pk: user for user in staff_with("review_applications")}
    missing = held_now.keys() - reviewers.keys()
    users = [*reviewers.values(), *(User.objects.filter(pk__in=missing) if missing else ())]
    finished = dict(
        Item.objects.filter(closed_at__gte=now - RECENT, closed_by__in=[user.pk for user in users])
        .values_list("closed_by")
        .annotate(count=Count("pk"))
        .order_by()
    )
    loads = []
    for user in users:
        row = {key: value for key, value in held_now.get(user.pk, {}).items() if key != "holder"}
        loads.append(Load(user=user, finished=finished.get(user.pk, 0), **row))
    return sorted(loads, key=lambda load: (-load.held, str(load.user)))


def searches_for(user: User, page: str = "") -> QuerySet[SavedSearch]:
    """The user's own saved searches and those that are shown to all staff, of one list or of all."""
    searches = SavedSearch.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
    return (searches.filter(page=page) if page else searches).order_by("name", "pk")
