"""The officer's home: how much waits, by whose and by when and by kind, the reader's own work, and a search."""

from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.lazy import Promise
from apps.desk.work.searches import searches_shown
from apps.desk.work.wording import due_words, target_words
from apps.events.selectors import parked_count
from apps.work.kinds import kind_of, kinds_for
from apps.work.selectors import items_of_holder, items_seen, waiting_counts

# Counting stops here, so that the page stays quick however much work there is.
MAX_COUNTED = 10_000
MAX_OWN = 15
# The label of each count, its meaning, and the filter of the list of work that it leads to.
TILES: dict[str, tuple[Promise, Promise, str]] = {
    "mine": (_lazy("My work"), _lazy("What you have taken or were assigned."), "whose=mine"),
    "nobody": (_lazy("Unassigned"), _lazy("What nobody has taken."), "whose=nobody"),
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


def home(request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the home page shows."""
    counted, by_kind = waiting_counts(user_of(request), MAX_COUNTED)
    work = reverse("admin:work_item_changelist")
    own = items_seen(user_of(request), items_of_holder(user_of(request)))[:MAX_OWN]
    may = held(user_of(request))
    return {
        "tiles": [
            Tile(label, help_text, _up_to(counted[name]), f"{work}?{query}", name == "overdue" and counted[name] > 0)
            for name, (label, help_text, query) in TILES.items()
        ],
        "waiting": [
            (waiting.kind, _up_to(waiting.count), _up_to(waiting.overdue), f"{work}?kind={waiting.kind.code}")
            for waiting in by_kind
        ],
        "own": [
            (item, kind, kind.url(item), due_words(item), target_words(item))
            for item in own
            for kind in [kind_of(item.kind)]
        ],
        "own_goes_on": counted["mine"] > MAX_OWN,
        "searches": searches_shown(user_of(request)),
        "parked": parked_count() if "operate" in may else 0,
        "may_search": "read_everything" in may,
        "may_take": "review_applications" in may,
        "may_hold": bool(kinds_for(may)),
        "may_assign": "assign_work" in may,
    }


def _up_to(count: int) -> str:
    return intcomma(count) if count <= MAX_COUNTED else _("more than %(most)s") % {"most": intcomma(MAX_COUNTED)}
