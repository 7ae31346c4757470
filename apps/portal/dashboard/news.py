"""News: the events of a business since the last visit of a person, in words, as far as the business may know them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When, Window
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.timeline import CHANGE_KINDS
from apps.core.lazy import Promise, later
from apps.evaluation.formats import day
from apps.events.kinds import MEMBER_WORDS
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.ledger.models import Violation
from apps.ledger.selectors import cases_withheld
from apps.ledger.vocabulary import Category, Determination
from apps.portal.wording import CHANGE_REASONS
from apps.standing.models import Change
from apps.standing.selectors import proposals_with_notice


class EventSubject(models.TextChoices):
    """The subjects of events."""

    STANDING = "standing", _lazy("Standing and notices")
    VIOLATIONS = "violations", _lazy("Violations and answers")
    PARCELS = "parcels", _lazy("Parcels and files")
    REVIEWS = "reviews", _lazy("Visits, reviews and exams")
    PROFILE = "profile", _lazy("Profile, team and partners")
    APPLICATION = "application", _lazy("Application")
    QUESTIONS = "questions", _lazy("Questions")


# The subject of the kinds of event that begin so. The longest beginning decides.
BEGINNINGS: dict[str, EventSubject] = {
    "standing.": EventSubject.STANDING,
    "ledger.": EventSubject.PARCELS,
    "ledger.violation": EventSubject.VIOLATIONS,
    "ledger.answer": EventSubject.VIOLATIONS,
    "disowning.": EventSubject.PARCELS,
    "dispute.": EventSubject.VIOLATIONS,
    "source_check.": EventSubject.VIOLATIONS,
    "disclosure.": EventSubject.VIOLATIONS,
    "validations.": EventSubject.REVIEWS,
    "upkeep.": EventSubject.PROFILE,
    "upkeep.review": EventSubject.REVIEWS,
    "shippers.": EventSubject.PROFILE,
    "partners.": EventSubject.PROFILE,
    "application.": EventSubject.APPLICATION,
    "correspondence.": EventSubject.QUESTIONS,
}


def subject_of(kind: str) -> EventSubject:
    """Return the subject of a kind of event."""
    return BEGINNINGS[max((start for start in BEGINNINGS if kind.startswith(start)), key=len)]


MAX_NEWS = 3
# The events on a page of everything that happened.
PAGE_SIZE = 20
STANDING_CHANGED = "standing.changed"
# This kind includes proposed changes that ended before the member received a notice, which are left out.
WITHDRAWN = "standing.proposal_withdrawn"
CORRECTED = "partners.corrected"
VIOLATION_RECORDED = "ledger.violation_recorded"
# The events about one violation, which several violations of a business have alike.
OF_VIOLATION = (VIOLATION_RECORDED, "ledger.violation_served", "ledger.answer_extended")
DETERMINATION_NEWS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("A violation was reported. It is not proved."),
    Determination.SUSTAINED: _lazy("A violation was sustained."),
    Determination.MITIGATED: _lazy("A violation was mitigated."),
    Determination.REVERSED: _lazy("A violation was reversed."),
}
DISCLOSED_NEWS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("A violation that you disclosed yourself was recorded. It is not decided yet."),
    Determination.SUSTAINED: _lazy("A violation that you disclosed yourself was sustained."),
    Determination.MITIGATED: _lazy("A violation that you disclosed yourself was mitigated."),
    Determination.REVERSED: _lazy("A violation that you disclosed yourself was reversed."),
}
EVENT_NEWS: dict[str, Promise] = {
    **{kind: words for kind, words in MEMBER_WORDS.items() if kind not in CHANGE_KINDS},
    STANDING_CHANGED: _lazy("Your standing changed."),
    VIOLATION_RECORDED: _lazy("The record of a violation changed."),
    # Whole sentences, since the next one says which violation.
    "ledger.violation_served": _lazy("Notice of a violation was served."),
    "ledger.answer_extended": _lazy("More time to answer a violation was given."),
    "ledger.recording_reversed": _lazy("Reports about you were taken back"),
    CORRECTED: _lazy("Partners that asked about you are told that your record was corrected"),
    "ledger.seller_linked": _lazy("The history of another name of yours was added to your record"),
    "ledger.seller_unlinked": _lazy("The history of another name was taken out of your record"),
}


@dataclass(frozen=True, slots=True)
class NewsItem:
    """An event in sentences. `link` leads to the page about it, and is empty if there is none."""

    event: Event
    sentences: list[Promise]
    link: str


@dataclass(frozen=True, slots=True)
class LatestNews:
    """The latest news, and the number of older ones that are left out. On a first visit every event is news."""

    first_visit: bool
    items: list[NewsItem]
    more: int


def news_of(shipper_id: int, *, seen_before: int) -> LatestNews:
    """Return the news of a business after the event with the id `seen_before`, by one query."""
    latest = list(_events(shipper_id).filter(pk__gt=seen_before).annotate(total=Window(Count("*")))[:MAX_NEWS])
    return LatestNews(
        first_visit=seen_before == 0,
        items=_items(latest),
        # pyrefly: ignore[missing-attribute] (annotated above)
        more=latest[0].total - len(latest) if latest else 0,
    )


def news_before(
    shipper_id: int,
    *,
    before: int | None,
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[list[NewsItem], int | None]:
    """Return a page of everything that happened to a business, the latest first, by one query.

    `before` is the id of the event after which the page begins; None for the latest events. `subject` keeps the events
    of one `Subject`, `since` and `until` those from a moment on and before a moment. The second value is that of the
    next page, None if there is none.
    """
    events = _events(shipper_id)
    if before is not None:
        events = events.filter(pk__lt=before)
    if subject:
        events = events.filter(kind__in=[kind for kind in EVENT_NEWS if subject_of(kind) == subject])
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    found = list(events[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return _items(page), page[-1].pk if len(found) > PAGE_SIZE else None


def _events(shipper_id: int) -> QuerySet[Event]:
    """Return the events that the business may know, the latest first, annotated for their sentences."""
    events = events_of_shipper(shipper_id).filter(kind__in=EVENT_NEWS).select_related(None)
    events = events.exclude(kind=VIOLATION_RECORDED, subject_id__in=cases_withheld(shipper_id))
    visible = proposals_with_notice(shipper_id).select_related(None).order_by().values("pk")
    events = events.filter(~Q(kind=WITHDRAWN) | Q(subject_id__in=visible))
    reasons = Subquery(Change.objects.filter(pk=OuterRef("subject_id")).values("reasons"))
    entries = Violation.objects.filter(case=OuterRef("subject_id")).order_by("-revision")
    disclosed = Exists(Violation.objects.filter(case=OuterRef("subject_id"), self_disclosed=True))
    return events.annotate(
        reasons=Case(When(kind=STANDING_CHANGED, then=reasons)),
        disclosed=Case(When(kind=VIOLATION_RECORDED, then=disclosed), default=False),
        category=Case(When(kind__in=OF_VIOLATION, then=Subquery(entries.values("category")[:1]))),
        violation_day=Case(When(kind__in=OF_VIOLATION, then=Subquery(entries.values("date")[:1]))),
    )


def _items(events: Iterable[Event]) -> list[NewsItem]:
    return [NewsItem(event, _sentences(event), _link(event)) for event in events]


def _sentences(event: Event) -> list[Promise]:
    # pyrefly: ignore[missing-attribute] (annotated by `_events`)
    reasons: Sequence[str] | None = event.reasons
    if reasons:
        return [CHANGE_REASONS.get(reason, EVENT_NEWS[STANDING_CHANGED]) for reason in reasons]
    if event.kind == VIOLATION_RECORDED:
        # pyrefly: ignore[missing-attribute] (annotated by `_events`)
        news = DISCLOSED_NEWS if event.disclosed else DETERMINATION_NEWS
        return [news[event.payload["determination"]], *_violation_named(event)]
    return [EVENT_NEWS[event.kind], *_violation_named(event)]


def _violation_named(event: Event) -> list[Promise]:
    """Return which violation an event is about: the category and the day; nothing for an event about no violation."""
    # pyrefly: ignore[missing-attribute] (annotated by `_events`)
    category, violation_day = event.category, event.violation_day
    if not category:
        return []
    what = dict(Category.choices).get(category, category)
    return [format_lazy(_lazy("{what}, {day}."), what=what, day=later(lambda: day(violation_day)))]


def _link(event: Event) -> str:
    """Return the address of the page about the subject of an event; an answer is shown with its violation."""
    shipper_id, subject_id = event.shipper_id, event.subject_id
    if event.kind == CORRECTED:
        return reverse("portal:corrections", args=[shipper_id])
    match event.subject_type:
        case "application":
            return reverse("portal:application", args=[subject_id])
        case "thread":
            return _link_of_thread(event)
        case "consent":
            return reverse("portal:consents", args=[shipper_id])
        case "changerequest":
            return reverse("portal:change_request", args=[shipper_id, subject_id])
        case "identityclaim":
            return reverse("portal:identities", args=[shipper_id])
        case "historylink":
            return reverse("portal:linked_history", args=[shipper_id, subject_id])
        case "linkobjection":
            return reverse("portal:identities", args=[shipper_id])
        case "annualreview":
            return reverse("portal:annual_review", args=[shipper_id])
        case "visit":
            return reverse("portal:visit", args=[shipper_id, subject_id])
        case "examrequest":
            return reverse("portal:exam_requests", args=[shipper_id])
        case "case":
            return reverse("portal:violation", args=[shipper_id, subject_id])
        case "dispute" | "sourcecheck":
            return reverse("portal:violation", args=[shipper_id, event.payload["case_id"]])
        case "disclosure":
            return reverse("portal:disclosure", args=[shipper_id, subject_id])
        case "proposedchange":
            return reverse("portal:change", args=[shipper_id, subject_id])
        case "appeal":
            return reverse("portal:change_appeal", args=[shipper_id, event.payload["change_id"]])
        case "plan":
            return reverse("portal:plan", args=[shipper_id, subject_id])
        case "shippingseen":
            return reverse("portal:shipping_parties", args=[shipper_id])
        case "disowning":
            return reverse("portal:disown", args=[shipper_id, event.payload["parcel_id"]])
    return ""


def _link_of_thread(event: Event) -> str:
    """Return the address of a thread: the page of its application, or the page of the question."""
    match event.payload.get("about"):
        case ["application", application_id]:
            return reverse("portal:application", args=[application_id])
        case ["", _]:
            return reverse("portal:question", args=[event.shipper_id, event.subject_id])
    return ""
