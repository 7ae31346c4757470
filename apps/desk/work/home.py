"""The work on the home: the reader's next, what is late, what came, and how much waits, by whose and by when."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.limits import uncounted_without_valkey
from apps.desk.colleagues import colleagues_home
from apps.desk.counts import MAX_COUNTED, count_words
from apps.desk.work.searches import searches_seen
from apps.desk.work.wording import due_words, target_words
from apps.events.selectors import deliveries_parked
from apps.seals.selectors import seals_behind
from apps.work.kinds import WorkKind, kind_of, kinds_for
from apps.work.models import Item, StaffNote
from apps.work.selectors import (
    came_lately,
    came_since,
    first_in_order,
    in_hand,
    items_of_holder,
    items_open,
    items_seen,
    notes_and_searches_of,
    waiting_counts,
)

# The work that the home shows at once: what to do next, what is late besides, and what came.
MAX_NEXT, MAX_LATE, MAX_CAME = 3, 5, 5
# The most of the own work that is read: what waits on the seller or was put aside comes after the work in hand.
MAX_OWN = 65
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
    """A work item of the home, as it is shown. `limit` is the day by which to act."""

    item: Item
    kind: WorkKind
    url: str
    limit: str

    @property
    def is_held(self) -> bool:
        return self.item.holder_id is not None


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
    may = held(user_of(request))
    further = {str(each.search.pk): each.rows for each in searches if each.rows is not None}
    if "operate" in may:
        further["parked"] = deliveries_parked()
    counted = waiting_counts(user_of(request), MAX_COUNTED, further)
    work = reverse("admin:work_item_changelist")
    all_own = list(items_seen(user_of(request), items_of_holder(user_of(request)))[:MAX_OWN])
    on_way = {(note.subject_type, note.subject_id) for note in notes if note.kind == StaffNote.Kind.SCHEDULED}
    own = [
        item
        for item in all_own
        if not (item.is_aside or item.paused_at or (item.subject_type, item.subject_id) in on_way)
    ]
    unsealed, unpublished = _seals_behind() if "operate" in may else (0, 0)
    mine = [kind.code for kind in kinds_for(may)]
    # What the reader may do: own work, and what nobody holds. In the order of work, what is late comes first.
    open_to_reader = items_seen(user_of(request), items_open()).filter(kind__in=mine)
    is_theirs = Q(holder=user_of(request)) | Q(holder=None)
    waiting = open_to_reader.filter(is_theirs, in_hand(), paused_at=None)
    theirs = list(first_in_order(waiting, MAX_NEXT + MAX_LATE)[: MAX_NEXT + MAX_LATE])
    following = (own + [item for item in theirs if item.holder_id is None])[:MAX_NEXT]
    chosen = {item.pk for item in following}
    came = open_to_reader.filter(came_lately()).order_by("-opened_at", "-pk")
    return {
        "tiles": [
            Tile(
                label, help_text, count_words(counted[name]), f"{work}?{query}", name == "overdue" and counted[name] > 0
            )
            for name, (label, help_text, query) in TILES.items()
        ],
        "next": [_row(item) for item in following],
        "late": [_row(item) for item in theirs if item.is_late and item.pk not in chosen][:MAX_LATE],
        "came": [_row(item) for item in came[:MAX_CAME]],
        "came_since": came_since(),
        "came_count": count_words(counted["came"]),
        "colleagues": colleagues_home(notes, [item for item in all_own if item.is_aside]),
        "searches": [
            replace(each, count=count_words(counted[key])) if (key := str(each.search.pk)) in further else each
            for each in searches
        ],
        "parked": counted.get("parked", 0),
        "unsealed": unsealed,
        "unpublished": unpublished,
        "may_take": "review_applications" in may,
        "may_hold": bool(kinds_for(may)),
        "may_assign": "assign_work" in may,
    }


def _row(item: Item) -> WorkRow:
    kind = kind_of(item.kind)
    return WorkRow(item, kind, kind.url(item), _limit_words(item))


def _limit_words(item: Item) -> str:
    """Return the promised day or the internal target, whichever comes first; "" for an item without either."""
    due, target = clock.day_of(item.due_at) if item.due_at else None, item.target_on
    if due and (target is None or due <= target):
        return format_html("{} {}", _("due"), due_words(item))
    return format_html("{} {}", _("internal target"), target_words(item)) if target else ""
