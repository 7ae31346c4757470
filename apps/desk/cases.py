"""The frame of a case: what it is, who holds it, by when, who else has it open, and the cases before and after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Q, QuerySet, When, Window
from django.db.models.functions import JSONObject, RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import name_of_person
from apps.audit.selectors import viewers_since
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.lifecycle import Text
from apps.desk.actions import StaffActions
from apps.desk.colleagues import CaseColleagues, case_actions, case_colleagues, case_opened
from apps.desk.consequences import business_consequences
from apps.desk.histories import PANEL
from apps.desk.pages import PageAdmin
from apps.desk.risk import BusinessRisk, risk_of
from apps.desk.timeline import Days, by_day
from apps.desk.tones import state_mark
from apps.desk.work.wording import aside_words, due_words, target_words
from apps.events.selectors import events_of_subject
from apps.shippers.models import Shipper
from apps.work import services
from apps.work.kinds import WorkKind, kind_of
from apps.work.models import Item, Severity
from apps.work.selectors import (
    CaseNote,
    in_hand,
    items_in_hand,
    items_open,
    notes_of_case,
    notes_read_from,
    work_order,
)

# A person who opened the page of a case within this time is taken to be looking at it.
PRESENT = timedelta(minutes=10)
# The queue of an officer is read so far for the cases before and after one.
MAX_QUEUE = 200
MAX_HAPPENED = 50
# The value of the button that takes an act and goes on with the next case.
NEXT = "next"


@dataclass(frozen=True, slots=True)
class CaseWork:
    """A work item of the case, and what the reader may do about its holder."""

    item: Item
    kind: WorkKind
    reader: User
    may_hold: bool

    @property
    def due(self) -> str:
        """Return by when the item is promised, as a part of a sentence, or since when the item waits on the seller."""
        words = due_words(self.item)
        is_promised = self.item.due_at is not None and self.item.paused_at is None
        return format_html("{} {}", _("due"), words) if is_promised else words

    @property
    def target(self) -> str:
        return target_words(self.item)

    @property
    def aside(self) -> str:
        return aside_words(self.item)

    @property
    def mine(self) -> bool:
        return self.item.holder_id == self.reader.pk

    @property
    def may_take(self) -> bool:
        return self.may_hold and self.item.holder_id is None

    @property
    def may_take_over(self) -> bool:
        return self.may_hold and self.item.holder_id is not None and not self.mine


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The case before or after one in the reader's work or in a queue: its title, or that of the queue."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody else who opened the page of a case lately."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseItems:
    """The open work items of a case, the work that the reader holds, in the order of work, who else is there, and the
    notes about the case.
    """

    items: list[Item]
    own: list[Item]
    present: list[Presence]
    notes: list[CaseNote]


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """The content of the header of a case. `settling` are the codes of the acts that may go on with the next case,
    `happened` the events of the case, or None where nobody asked for them, and `glance` the risk of the business, or
    None where the case has none or the reader belongs to the team of the business.
    """

    what: Text
    status: Text
    waiting: list[CaseWork]
    risk: Severity | None
    present: list[Presence]
    previous: Neighbor | None
    following: Neighbor | None
    settling: frozenset[str]
    happened: Days | None
    draws_timeline: bool
    glance: BusinessRisk | None
    colleagues: CaseColleagues

    @property
    def held_by_others(self) -> list[CaseWork]:
        return [waiting for waiting in self.waiting if waiting.may_take_over]


class CaseAdmin(PageAdmin):
    """The page of a record that waits for staff, with the frame of a case around what the page shows.

    An act may be sent by a second button, which goes on with the next case of the officer.
    """

    # The events of a case are drawn below its page where the reader asks for them, unless the page has its own place.
    draws_timeline: ClassVar[bool] = True
    # Acts after which an officer goes on with the same case.
    staying: ClassVar[frozenset[str]] = frozenset({"amounts", "note", "reschedule", "vet"})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the records with those that the list shows beside each, since the page of a record names them too."""
        found, beside = super().get_queryset(request), self.list_select_related
        return found if isinstance(beside, bool) else found.select_related(*beside)

    def status_of(self, shown: Any) -> Text:
        """Return the state of the case in words, on the ground of its tone."""
        return state_mark(shown) if hasattr(shown, "get_state_display") else ""

    def items_of(self, request: HttpRequest, shown: Any) -> CaseItems:
        """Return the open work items of a case, and the reader's own work; read once in a request for a record."""
        kept = cast(Any, request)
        known = getattr(kept, "case_items", None)
        if known is None or known[0] is not shown:
            known = kept.case_items = (shown, case_items(user_of(request), self.about(shown)))
        return known[1]

    def shared_actions(self, request: HttpRequest, shown: Any) -> StaffActions:
        found = self.items_of(request, shown)
        return case_actions(
            user_of(request),
            about=self.about(shown),
            title=found.items[0].title if found.items else str(shown),
            shipper_id=self.shipper_of(shown),
            items=found.items,
            notes=found.notes,
        )

    def notes_of(self, request: HttpRequest, shown: Any) -> list[CaseNote]:
        return self.items_of(request, shown).notes

    def frame(self, request: HttpRequest, shown: Any, actions: StaffActions) -> CaseHeader:
        user, rights = user_of(request), held(user_of(request))
        found = self.items_of(request, shown)
        case_opened(user, self.about(shown), found.notes)
        items = found.items
        previous, following = _neighbors(found)
        return CaseHeader(
            what=self.opts.verbose_name or "",
            status=self.status_of(shown),
            waiting=[
                CaseWork(item, kind, user, kind.permission in rights) for item in items for kind in [kind_of(item.kind)]
            ],
            risk=Severity(max(item.risk for item in items)) if items else None,
            present=found.present,
            previous=previous,
            following=following,
            settling=frozenset(name for name, act in actions.items() if not act.panel and name not in self.staying),
            happened=self._days_of_events(shown) if "happened" in request.GET else None,
            draws_timeline=self.draws_timeline,
            glance=self._glance(request, shown),
            colleagues=case_colleagues(request, found.notes, self.shipper_of(shown)),
        )

    def business_of(self, shown: Any) -> Shipper | None:
        """Return the business that a case is about, or None."""
        return getattr(shown, "shipper", None)

    def consequences(self, request: HttpRequest, shown: Any, *, since: datetime) -> list[str]:
        business = self.business_of(shown)
        if business is None:
            return [_("No business is linked to it: no standing changes, and nobody is told.")]
        return business_consequences(business, since=since)

    def vetting_of(self, business: Shipper) -> str:
        """Return the address of the panel with all that is known of the business of a case."""
        return f"{reverse('admin:shippers_shipper_change', args=[business.pk])}?panel={PANEL}"

    def _glance(self, request: HttpRequest, shown: Any) -> BusinessRisk | None:
        business = self.business_of(shown)
        return risk_of(request, business, self.vetting_of(business)) if business else None

    def address_after(self, request: HttpRequest, shown: Any) -> str:
        """Return the page to go on with: the next case where the officer asked for that, else the same page."""
        if request.POST.get("then") != NEXT:
            return super().address_after(request, shown)
        user, about = user_of(request), self.about(shown)
        mine = items_in_hand(user).filter(paused_at=None)
        item = mine.exclude(subject_type=about[0], subject_id=about[1]).first()
        if item is None:
            try:
                item = services.work_claim_next(actor=user)
            except DomainError as refusal:
                messages.info(request, refusal.message)
                return reverse("admin:index")
            messages.info(request, _("You hold “%(title)s” now.") % {"title": item.title})
        return kind_of(item.kind).url(item)

    def _days_of_events(self, shown: Any) -> Days:
        return by_day(events_of_subject(self.about(shown))[:MAX_HAPPENED])


def case_items(user: User, about: tuple[str, int], notes: list[dict[str, Any]] | None = None) -> CaseItems:
    """Return the open work items of a case, given as (model name, id), a person's own work, who else opened the case
    lately, and the notes about the case; in one query, or in two where there is no work at all. For a caller that has
    read the `notes`, one query always suffices, but colleagues are left out if there is no work.
    """
    of_case = Q(subject_type=about[0], subject_id=about[1])
    present = viewers_since(about, clock.now() - PRESENT, except_for=user)
    of_page = {
        "present": ArraySubquery(present.values(said=JSONObject(name=name_of_person("actor"), at="at"))),
        "notes": ArraySubquery(notes_of_case(user, about)),
    }
    found = items_open().filter(of_case | (in_hand() & Q(holder=user, paused_at=None)))
    numbered = found.annotate(place=Window(RowNumber(), order_by=work_order()), **of_page)
    # The items of the case are read first, so that the bound leaves none of them out.
    rows: list[Any] = list(numbered.order_by(Case(When(of_case, then=0), default=1), "place")[:MAX_QUEUE])
    items = [item for item in rows if (item.subject_type, item.subject_id) == about]
    own = [item for item in rows if item.holder_id == user.pk and item.paused_at is None and not item.is_aside]
    # Every row has the colleagues and the notes. Some cases take acts without open work, such as an allegation that may
    # be answered.
    read: Any = rows[0] if rows else None
    if read is None and notes is not None:
        return CaseItems([], [], [], notes_read_from(notes))
    if read is None:
        read = User.objects.annotate(**of_page).get(pk=user.pk)
    there = [Presence(view["name"], datetime.fromisoformat(view["at"])) for view in read.present]
    return CaseItems(items, sorted(own, key=attrgetter("place")), there, notes_read_from(read.notes))


def _neighbors(found: CaseItems) -> tuple[Neighbor | None, Neighbor | None]:
    """Return the cases before and after one in the reader's own work, or in the queue of its kind for a reader who does
    not hold the case. After a case that does not wait comes the reader's own work.
    """
    here = {item.pk for item in found.items}
    place = next((number for number, item in enumerate(found.own) if item.pk in here), -1)
    if found.items and place < 0:
        # The two cases are looked up only when the reader goes there.
        item, queue = found.items[0], _("in “%(kind)s”") % {"kind": kind_of(found.items[0].kind).label}
        before, after = (reverse(f"admin:work_item_{way}", args=[item.pk]) for way in ("before", "after"))
        return Neighbor(queue, before), Neighbor(queue, after)
    before = next((item for item in reversed(found.own[: max(place, 0)]) if item.pk not in here), None)
    after = next((item for item in found.own[place + 1 :] if item.pk not in here), None)
    return _neighbor(before), _neighbor(after)


def _neighbor(item: Item | None) -> Neighbor | None:
    return Neighbor(item.title, kind_of(item.kind).url(item)) if item else None
