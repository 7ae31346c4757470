"""Reads of work items. The lists and the counts of work use the same conditions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThanOrEqual, LessThan, Range
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import one_person_with, staff_with
from apps.core import clock
from apps.core.bounded_counts import bounded_counts
from apps.core.lazy import Promise
from apps.work.kinds import Kind, Text, holder_bar_of, kinds, kinds_for, participants_of
from apps.work.models import Item, SavedSearch, Severity, act_by

# An item is due soon if it is due within this time.
SOON = timedelta(days=7)
# The time for which the load of the team counts finished items.
RECENT = timedelta(days=30)
TOOK_PART: Promise = _lazy(
    "You took part in this, so somebody else decides it. Two people count as one if one of them asked for the account "
    "of the other."
)
UNHELD = Q(holder__isnull=True)
PAUSED = Q(paused_at__isnull=False)


def overdue() -> Q:
    """Return the condition for items whose promised day or internal target has passed and that are not paused."""
    return ~PAUSED & Q(LessThan(act_by(), clock.now()))


def promise_broken() -> Q:
    """Return the condition for items whose promised day has passed and that are not paused."""
    return ~PAUSED & Q(due_at__lt=clock.now())


def due_soon() -> Q:
    """Return the condition for items whose promise or target ends within a week, and that are not paused."""
    return ~PAUSED & Q(Range(act_by(), (clock.now(), clock.now() + SOON)))


def off_target() -> Q:
    """Return the condition for items whose internal target has passed and that are not paused."""
    return ~PAUSED & Q(target_on__lt=clock.today())


def work_order() -> list[Expression]:
    """Return the order of all lists of work.

    Late items come first: the gravest matter, then the business of the highest risk, then whatever is late for longest.
    Items that are not late follow by the day by which to act, and on one day by severity and risk. Then come items
    without a day, the oldest first. Items that wait on the seller come last.
    """
    late = LessThan(act_by(), clock.now())
    stage = Case(
        When(PAUSED, then=Value(3)),
        When(late, then=Value(0)),
        When(GreaterThanOrEqual(act_by(), clock.now()), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    grave = F("severity") * (Severity.CRITICAL + 1) + F("risk")
    return [
        OrderBy(stage),
        OrderBy(Case(When(late, then=grave), default=Value(0), output_field=IntegerField()), descending=True),
        OrderBy(act_by(), nulls_last=True),
        OrderBy(grave, descending=True),
        OrderBy(F("opened_at")),
        OrderBy(F("pk")),
    ]


def items_open() -> QuerySet[Item]:
    """Return all open work items in the order of work."""
    return Item.objects.filter(closed_at__isnull=True).select_related("holder").order_by(*work_order())


def items_of_holder(holder: User | None) -> QuerySet[Item]:
    """Return the open items of a holder, or of nobody for None, in the order of work."""
    return items_open().filter(holder=holder)


@dataclass(frozen=True, slots=True)
class KindCount:
    """The counts of the open and of the overdue items of a kind, each at most the limit of the query plus 1."""

    kind: Kind
    count: int
    overdue: int


def kinds_seen(user: User) -> list[Kind]:
    """Return the kinds whose items a person may see: all if they may read everything, else those they may hold."""
    codes = held(user)
    return kinds() if "read_everything" in codes else kinds_for(codes)


def items_seen(user: User, items: QuerySet[Item]) -> QuerySet[Item]:
    """Return those of the items that a person may see."""
    if "read_everything" in held(user):
        return items
    return items.filter(kind__in=[kind.code for kind in kinds_seen(user)])


def waiting_counts(user: User, limit: int) -> tuple[dict[str, int], list[KindCount]]:
    """Count the open work items that a person may see by holder, by day and by kind, none further than `limit` + 1.

    Takes one query.
    """
    rows, seen = items_seen(user, Item.objects.filter(closed_at__isnull=True)), kinds_seen(user)
    sets = {
        "mine": rows.filter(holder=user),
        "nobody": rows.filter(UNHELD),
        "soon": rows.filter(due_soon()),
        "overdue": rows.filter(overdue()),
        "paused": rows.filter(PAUSED),
    }
    for kind in seen:
        sets[f"kind {kind.code}"] = rows.filter(kind=kind.code)
        sets[f"overdue {kind.code}"] = rows.filter(overdue(), kind=kind.code)
    counted = bounded_counts(sets, limit)
    by_kind = [KindCount(kind, counted.pop(f"kind {kind.code}"), counted.pop(f"overdue {kind.code}")) for kind in seen]
    return counted, by_kind


@dataclass(frozen=True, slots=True)
class Load:
    """The items that a member of staff holds and recently finished. `age` is the average age of the items held."""

    user: User
    held: int = 0
    overdue: int = 0
    paused: int = 0
    oldest: datetime | None = None
    age: timedelta | None = None
    finished: int = 0


def team_load() -> list[Load]:
    """Return the load of each member of staff who reviews or still holds items, the largest load first."""
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


def subject_barred(user: User, item: Item) -> Text | None:
    """Return the sentence that says why a person may not hold an item of its kind, or None if nothing bars them."""
    bar = holder_bar_of(item.kind)
    return (bar(user, item.subject_id) if bar else None) or items_barred(user, [item]).get(item.pk)


def items_barred(user: User, items: Iterable[Item]) -> dict[int, Text]:
    """Return why a person may not hold some items, by the id of the item: they took part in the subject.

    Takes a query for each kind that names participants, and one for all. Kinds with a rule of their own are left out.
    """
    of_kind: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if participants_of(item.kind):
            of_kind[item.kind].append(item)
    took_part: dict[int, Collection[int | None]] = {}
    for code, rows in of_kind.items():
        participants = participants_of(code)
        assert participants is not None
        found = participants([item.subject_id for item in rows])
        took_part |= {item.pk: found.get(item.subject_id, ()) for item in rows}
    same = one_person_with([user.pk], {person for people in took_part.values() for person in people})[user.pk]
    return {pk: TOOK_PART for pk, people in took_part.items() if not same.isdisjoint(people)}


def searches_for(user: User, page: str = "") -> QuerySet[SavedSearch]:
    """Return the saved searches of a user and those shown to all staff, of one list (`page`) or of all."""
    searches = SavedSearch.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
    return (searches.filter(page=page) if page else searches).order_by("name", "pk")
