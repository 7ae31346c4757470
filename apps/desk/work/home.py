"""The work on the home: today's list, how much waits, by whose and by when and by kind, and a search."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.limits import uncounted_without_valkey
from apps.desk.colleagues import colleagues_home
from apps.desk.work.searches import searches_seen
from apps.desk.work.wording import due_words, target_words
from apps.events.selectors import parked_count
from apps.seals.selectors import seals_behind
from apps.work.kinds import WorkKind, kind_of, kinds_for
from apps.work.models import Item, StaffNote, act_by
from apps.work.selectors import items_of_holder, items_open, items_seen, notes_and_searches_of, waiting_counts

# Counting stops here, so that the page stays quick however much work there is.
MAX_COUNTED = 10_000
MAX_OWN = 15
# The most of the own work that was put aside, beside the work in hand.
MAX_ASIDE = 50
# The work without a holder that the list shows: what "Take what is due next" takes, and what follows.
MAX_NEXT = 5
# How long the home shows the same figures of seals: days are sealed once a night.
SEALS_SECONDS = 60
# The label of each count, its meaning, and the filter of the list of work that it leads to.
TILES: dict[str, tuple[Promise, Promise, str]] = {
    "mine": (_lazy("My work"), _lazy("The work that you have taken or were assigned."), "whose=mine"),
    "nobody": (_lazy("Unassigned"), _lazy("The work that nobody has taken."), "whose=nobody"),
    "overdue": (_lazy("Overdue"), _lazy("The promised day or the internal target has passed."), "due=overdue"),
    "soon": (_lazy("Due soon"), _lazy("The promised day or the internal target comes within a week."), "due=soon"),
    "paused": (
        _lazy("Waiting on the seller"),
        _lazy("The time to decide is paused until the seller answers."),
        "due=paused",
    ),
}


@dataclass(frozen=True, slots=True)
class Tile:
    label: Promise
    help: Promise
    count: str
    url: str
    alarming: bool = False


class WorkRow(NamedTuple):
    """A work item of today's list, as it is shown."""

    item: Item
    kind: WorkKind
    url: str
    due: str
    target: str


class WorkGroup(NamedTuple):
    """Rows of today's list under one heading."""

    label: Promise
    rows: list[WorkRow]
    is_late: bool = False


LATE = _lazy("Late")
TODAY = _lazy("Due today")
NEXT = _lazy("Next")
PAUSED = _lazy("Waiting on the seller")


def _seals_behind() -> tuple[int, int]:
    """Return how many days are over and not sealed, and how many seals are not in the folder, as of a minute ago at
    most.
    """
    behind = None
    with uncounted_without_valkey("seals"):
        behind = cache.get_or_set("desk:seals_behind", seals_behind, SEALS_SECONDS)
    return seals_behind() if behind is None else behind


def home(request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the home page shows of the work."""
    notes, saved = notes_and_searches_of(user_of(request))
    searches = searches_seen(request, saved)
    further = {str(each.search.pk): each.rows for each in searches if each.rows is not None}
    counted, by_kind = waiting_counts(user_of(request), MAX_COUNTED, further)
    work = reverse("admin:work_item_changelist")
    held_now = items_seen(user_of(request), items_of_holder(user_of(request))).annotate(act_by=act_by())
    all_own = list(held_now[: MAX_OWN + MAX_ASIDE])
    on_way = {(note.subject_type, note.subject_id) for note in notes if note.kind == StaffNote.Kind.SCHEDULED}
    in_hand = [item for item in all_own if not item.is_aside]
    own = [item for item in in_hand if (item.subject_type, item.subject_id) not in on_way][:MAX_OWN]
    may = held(user_of(request))
    unsealed, unpublished = _seals_behind() if "operate" in may else (0, 0)
    mine = [kind.code for kind in kinds_for(may)]
    open_to_reader = items_seen(user_of(request), items_open())
    unheld = open_to_reader.filter(holder=None, paused_at=None, kind__in=mine)[:MAX_NEXT] if mine else []
    return {
        "tiles": [
            Tile(label, help_text, _up_to(counted[name]), f"{work}?{query}", name == "overdue" and counted[name] > 0)
            for name, (label, help_text, query) in TILES.items()
        ],
        "waiting": [
            (waiting.kind, _up_to(waiting.count), _up_to(waiting.overdue), f"{work}?kind={waiting.kind.code}")
            for waiting in by_kind
            if waiting.count
        ],
        "idle": [waiting.kind.label for waiting in by_kind if not waiting.count],
        "today": _groups(own),
        "unheld": [_row(item) for item in unheld],
        "own_goes_on": counted["mine"] > MAX_OWN,
        "colleagues": colleagues_home(notes, [item for item in all_own if item.is_aside]),
        "searches": [
            replace(each, count=_up_to(counted[key])) if (key := str(each.search.pk)) in further else each
            for each in searches
        ],
        "parked": parked_count() if "operate" in may else 0,
        "unsealed": unsealed,
        "unpublished": unpublished,
        "may_search": "read_everything" in may,
        "may_take": "review_applications" in may,
        "may_hold": bool(kinds_for(may)),
        "may_assign": "assign_work" in may,
    }


def _groups(own: Iterable[Any]) -> list[WorkGroup]:
    """Return own work, which is in the order of work, by when it is to be done; groups without work are left out."""
    found: dict[Promise, list[WorkRow]] = {LATE: [], TODAY: [], NEXT: [], PAUSED: []}
    for item in own:
        found[_group_of(item, item.act_by)].append(_row(item))
    return [WorkGroup(label, rows, is_late=label is LATE) for label, rows in found.items() if rows]


def _group_of(item: Item, limit: datetime | None) -> Promise:
    if item.paused_at:
        return PAUSED
    if limit is None:
        return NEXT
    if limit < clock.now():
        return LATE
    # A target ends with its day, so that its limit is the first moment of the next.
    return TODAY if limit <= clock.start_of(clock.add_days(clock.today(), 1)) else NEXT


def _row(item: Item) -> WorkRow:
    kind = kind_of(item.kind)
    return WorkRow(item, kind, kind.url(item), due_words(item), target_words(item))


def _up_to(count: int) -> str:
    return intcomma(count) if count <= MAX_COUNTED else _("more than %(most)s") % {"most": intcomma(MAX_COUNTED)}
