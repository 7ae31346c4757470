"""Reads of work items. The lists and the counts of work use the same conditions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import GreaterThanOrEqual, LessThan, Range
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import name_of_person, one_person_with, staff_with
from apps.core import clock
from apps.core.bounded_counts import bounded_counts
from apps.core.lazy import Promise
from apps.core.workdays import add_workdays
from apps.events.models import Event
from apps.work.kinds import Text, WorkKind, holder_bar_of, kinds, kinds_for, participants_of, scope_of
from apps.work.models import OPEN, Item, SavedSearch, Severity, StaffNote, act_by

# An item is due soon if it is due within this time.
SOON = timedelta(days=7)
# The time for which the load of the team counts finished items.
RECENT = timedelta(days=30)
TOOK_PART: Promise = _lazy(
    "You took part in this, so somebody else decides it. Two people count as one if one of them asked for the account "
    "of the other."
)
UNHELD = Q(holder__isnull=True)
# The most notes that a person's home lists.
MAX_NOTES = 50
# As far as one goes from case to case in the queue of a kind.
MAX_QUEUED = 10_000
PAUSED = Q(paused_at__isnull=False)


def overdue() -> Q:
    """Return the condition for items whose promised day or internal target has passed and that are not paused."""
    return ~PAUSED & Q(LessThan(act_by(), clock.now()))


def aside() -> Q:
    """Return the condition for items that their holder put aside until a later day, and that are not late."""
    in_time = PAUSED | GreaterThanOrEqual(act_by(), clock.now()) | Q(due_at=None, target_on=None)
    return Q(aside_until__gt=clock.today()) & in_time


def in_hand() -> Q:
    """Return the condition for items that are not put aside, or late, and on which no act waits to be done."""
    on_way = StaffNote.objects.filter(
        OPEN,
        kind=StaffNote.Kind.SCHEDULED,
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
    )
    return (Q(aside_until=None) | Q(aside_until__lte=clock.today()) | overdue()) & Q(~Exists(on_way))


def promise_broken() -> Q:
    """Return the condition for items whose promised day has passed and that are not paused."""
    return ~PAUSED & Q(due_at__lt=clock.now())


def came_since() -> date:
    """Return the last working day before today, from which on work counts as new."""
    return add_workdays(clock.today(), -1)


def came_lately() -> Q:
    """Return the condition for items that came today or on the last working day before, or since."""
    return Q(opened_at__gte=clock.start_of(came_since()))


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
    without a day, the gravest first. Items that wait on the seller come last.
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


def first_in_order(rows: QuerySet[Item], most: int) -> QuerySet[Item]:
    """Return those of some open items among which the first `most` are, in the order of work that `rows` has.

    Late items, which are few, are read by their gravity. Of the others an index gives the first by their day, so that
    not all open work is sorted.
    """
    in_time = rows.filter(~PAUSED, Q(GreaterThanOrEqual(act_by(), clock.now())))
    without_day = rows.filter(~PAUSED, due_at=None, target_on=None)
    stages = [
        rows.filter(overdue()).order_by(),
        in_time.order_by(*work_order()[2:])[:most],
        without_day.order_by(*work_order()[3:])[:most],
        rows.filter(PAUSED).order_by(*work_order()[1:])[:most],
    ]
    first, *further = (stage.values("pk") for stage in stages)
    return rows.filter(pk__in=first.union(*further, all=True))


def subjects_waiting(kind: str, model: str, ids: Collection[int]) -> set[int]:
    """Return which records of a model, given by their ids, have an open item of a kind."""
    waiting = Item.objects.filter(OPEN, kind=kind, subject_type=model, subject_id__in=ids)
    return set(waiting.values_list("subject_id", flat=True))


def due_of(kind: str, subject: tuple[str, int]) -> datetime | None:
    """Return the promised end of the open item of a kind and record, given as (model name, id); None without either."""
    waiting = Item.objects.filter(OPEN, kind=kind, subject_type=subject[0], subject_id=subject[1])
    return waiting.values_list("due_at", flat=True).first()


def items_open() -> QuerySet[Item]:
    """Return all open work items in the order of work."""
    return Item.objects.filter(closed_at__isnull=True).select_related("holder").order_by(*work_order())


def items_of_holder(holder: User | None) -> QuerySet[Item]:
    """Return the open items of a holder, or of nobody for None, in the order of work."""
    return items_open().filter(holder=holder)


def items_in_hand(holder: User) -> QuerySet[Item]:
    """Return the open items of a holder that are not put aside, in the order of work."""
    return items_of_holder(holder).filter(in_hand())


def item_beside(user: User, item: Item, *, is_before: bool) -> Item | None:
    """Return the open item before or after one among the items of its kind that a person sees, in the order of work;
    None at the end of the queue, or further down than `MAX_QUEUED` items.
    """
    queue = items_seen(user, items_open()).filter(kind=item.kind)
    places = list(queue.values_list("pk", flat=True)[:MAX_QUEUED])
    place = places.index(item.pk) + (-1 if is_before else 1) if item.pk in places else -1
    return queue.filter(pk=places[place]).first() if 0 <= place < len(places) else None


@dataclass(frozen=True, slots=True)
class KindCount:
    """The counts of the open and of the overdue items of a kind, each at most the limit of the query plus 1."""

    kind: WorkKind
    count: int
    overdue: int


def kinds_seen(user: User) -> list[WorkKind]:
    """Return the kinds whose items a person may see: all if they may read everything, else those they may hold."""
    codes = held(user)
    return kinds() if "read_everything" in codes else kinds_for(codes)


def items_seen(user: User, items: QuerySet[Item]) -> QuerySet[Item]:
    """Return those of the items that a person may see."""
    if "read_everything" in held(user):
        return items
    seen = Q(pk__in=[])
    for kind in kinds_seen(user):
        scope = scope_of(kind.code)
        seen |= Q(kind=kind.code) & scope(user) if scope else Q(kind=kind.code)
    return items.filter(seen)


def waiting_counts(user: User, limit: int, further: Mapping[str, QuerySet] | None = None) -> dict[str, int]:
    """Count the open work items that a person may see by holder and by day, and the rows of `further` sets by their
    names, none further than `limit` + 1.

    Takes one query.
    """
    rows = items_seen(user, Item.objects.filter(closed_at__isnull=True))
    sets = {
        "mine": rows.filter(in_hand(), holder=user),
        "nobody": rows.filter(UNHELD),
        "soon": rows.filter(due_soon()),
        "overdue": rows.filter(overdue()),
        "paused": rows.filter(PAUSED),
        "came": rows.filter(came_lately()),
    }
    return bounded_counts({**(further or {}), **sets}, limit)


def kind_counts(user: User, limit: int) -> list[KindCount]:
    """Count the open work items that a person may see by kind, none further than `limit` + 1. Takes one query."""
    rows, seen = items_seen(user, Item.objects.filter(closed_at__isnull=True)), kinds_seen(user)
    sets = {f"open {kind.code}": rows.filter(kind=kind.code) for kind in seen}
    sets |= {f"overdue {kind.code}": rows.filter(overdue(), kind=kind.code) for kind in seen}
    counted = bounded_counts(sets, limit)
    return [KindCount(kind, counted[f"open {kind.code}"], counted[f"overdue {kind.code}"]) for kind in seen]


@dataclass(frozen=True, slots=True)
class Workload:
    """The items that a member of staff holds and recently finished. `age` is the average age of the items held."""

    user: User
    held: int = 0
    overdue: int = 0
    paused: int = 0
    oldest: datetime | None = None
    age: timedelta | None = None
    finished: int = 0


def team_load() -> list[Workload]:
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
        loads.append(Workload(user=user, finished=finished.get(user.pk, 0), **row))
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


@dataclass(frozen=True, slots=True)
class CaseNote:
    """A note about a case, as the page of the case shows it; the people are named as `str` names them."""

    pk: int
    kind: str
    author: str
    recipient: str
    recipient_id: int
    text: str
    answer: str
    at: datetime
    closed_at: datetime | None


def notes_of_case(reader: User, subject: tuple[str, int | OuterRef]) -> QuerySet:
    """Return the questions that colleagues asked one another about a case, given as (model name, id), the act on the
    case that is on its way, and the reader's own open notes about the case, the oldest first: one value each, for
    `notes_read_from`.
    """
    shown = Q(kind=StaffNote.Kind.ASKED) | (OPEN & (Q(recipient=reader) | Q(kind=StaffNote.Kind.SCHEDULED)))
    notes = StaffNote.objects.filter(shown, subject_type=subject[0], subject_id=subject[1]).order_by("at", "pk")
    columns = {name: name for name in ("pk", "kind", "recipient_id", "text", "answer", "at", "closed_at")}
    return notes.values(
        said=JSONObject(author=name_of_person("author"), recipient=name_of_person("recipient"), **columns)
    )


def notes_read_from(values: Iterable[dict[str, Any]]) -> list[CaseNote]:
    """Return the notes of `notes_of_case` from the values of its query."""
    return [
        CaseNote(
            **value
            | {
                "at": datetime.fromisoformat(value["at"]),
                "closed_at": value["closed_at"] and datetime.fromisoformat(value["closed_at"]),
            }
        )
        for value in values
    ]


def notes_and_searches_of(reader: User) -> tuple[list[Any], list[SavedSearch]]:
    """Return the open notes to a member of staff, the latest first, and the saved searches of all lists that they see.
    Takes one query.

    In a note, `since` counts the events of the case that others, or the program, caused after the reader last opened
    the case, and `latest` has the kind and the payload of the last of these events.
    """
    events = Event.objects.filter(subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"))
    new = events.filter(at__gt=Coalesce(OuterRef("read_at"), OuterRef("at"))).filter(~Q(actor=reader) | Q(actor=None))
    counted = new.order_by().values("subject_id").annotate(count=Count("pk")).values("count")
    told = new.order_by("-pk").values(told=JSONObject(kind="kind", payload="payload"))
    notes = StaffNote.objects.filter(OPEN, recipient=reader).order_by("-at", "-pk")[:MAX_NOTES]
    said = _columns("pk", "kind", "subject_type", "subject_id", "title", "text", "at")
    of_author, of_owner = _columns_of_person("author"), _columns_of_person("owner")
    searches = searches_for(reader).select_related(None)
    read: Any = User.objects.annotate(
        notes=ArraySubquery(
            notes.values(said=JSONObject(author=of_author, since=Subquery(counted), latest=Subquery(told[:1]), **said))
        ),
        searches=ArraySubquery(
            searches.values(said=JSONObject(owner=of_owner, **_columns("pk", "page", "name", "query", "shared")))
        ),
    ).get(pk=reader.pk)
    return [_note_from(**row) for row in read.notes], [_search_from(**row) for row in read.searches]


def _columns(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _columns_of_person(relation: str) -> JSONObject:
    return JSONObject(pk=f"{relation}__pk", name=f"{relation}__name", email=f"{relation}__email")


def _note_from(*, author: dict[str, Any], at: str, since: int | None, latest: Any, **columns: Any) -> Any:
    note: Any = StaffNote(author=User(**author), at=datetime.fromisoformat(at), **columns)
    note.since, note.latest = since, latest
    return note


def _search_from(*, owner: dict[str, Any], **columns: Any) -> SavedSearch:
    return SavedSearch(owner=User(**owner), **columns)
