"""The events of a shipper and the reasons of its changes of standing, in words for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.keyset_pages import KeysetOrder, KeysetPage, PagePlace, page_of
from apps.core.lazy import Promise
from apps.events.kinds import STAFF_WORDS
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.standing.states import ChangeReason

REASONS: dict[str, Promise] = {
    ChangeReason.ENROLLED: _lazy("became a member"),
    ChangeReason.VALIDATED: _lazy("verified by a visit"),
    ChangeReason.VALIDATION_ENDED: _lazy("the validation no longer counts"),
    ChangeReason.TIER_EARNED: _lazy("the record earned a higher tier"),
    ChangeReason.TIER_NOT_KEPT: _lazy("the record no longer allowed the tier"),
    ChangeReason.SUSPENDED: _lazy("suspended"),
    ChangeReason.ON_CONDITIONS: _lazy("a member on conditions"),
    ChangeReason.REINSTATED: _lazy("reinstated"),
    ChangeReason.RESTORED: _lazy("given back: the findings fell, or an appeal was granted"),
    ChangeReason.STAYED: _lazy("given back until the appeal is decided, which was not decided in time"),
    ChangeReason.REMOVED: _lazy("removed"),
    ChangeReason.LEFT: _lazy("left the program"),
    ChangeReason.EXAMINED_FULLY: _lazy("every parcel is examined: a party of a list was confirmed"),
    ChangeReason.EXAMINED_AS_BEFORE: _lazy("parcels are examined as before: no party of a list is confirmed"),
}
# The admin page of each subject of events that has one.
PAGES = {
    "application": "applications_application",
    "assurancecall": "standing_assurancecall",
    "disclosure": "disputes_disclosure",
    "annualreview": "upkeep_annualreview",
    "appeal": "standing_appeal",
    "changerequest": "upkeep_changerequest",
    "disowning": "disputes_disowning",
    "dispute": "disputes_dispute",
    "identityclaim": "upkeep_identityclaim",
    "linkobjection": "upkeep_linkobjection",
    "item": "work_item",
    "overduereview": "upkeep_overduereview",
    "parcel": "ledger_parcel",
    "control": "standing_control",
    "departure": "standing_departure",
    "reporter": "ledger_reporter",
    "restrictionreview": "standing_restrictionreview",
    "plan": "standing_plan",
    "proposedchange": "standing_proposedchange",
    "separation": "standing_separation",
    "sourcecheck": "disputes_sourcecheck",
    "thread": "correspondence_thread",
    "visit": "validations_visit",
    "examrequest": "validations_examrequest",
    "tip": "allegations_tip",
    "businesshit": "screening_businesshit",
    "hold": "agencies_hold",
    "agencyquestion": "agencies_agencyquestion",
    "filedfirm": "agencies_filedfirm",
    "operation": "agencies_operation",
    "sighting": "agencies_sighting",
    "watchedgoods": "agencies_watchedgoods",
    "assessment": "targeting_assessment",
    "riskmodel": "targeting_riskmodel",
    "portday": "targeting_portday",
    "lot": "targeting_lot",
    "portcapacity": "targeting_portcapacity",
}
EVENTS = KeysetOrder((("id", int),))
SIZE = 50
# The timeline leaves out events that only the program needs: who took work, what was typed, which timer rang.
INTERNAL = Q(kind__startswith="work.") | Q(
    kind__in=[
        *("application.section_saved", "application.evidence_added", "application.evidence_removed"),
        *("standing.limit_near", "standing.appeal_near", "standing.plan_near", "standing.departure_near"),
        *("standing.control_near", "standing.control_response_near", "standing.separation_near"),
        *("standing.restriction_near", "standing.restriction_review_near", "standing.assurance_due"),
        "assessment.answer_due",
    ]
)
ALL = "all"
# What the timeline of a business may be about, by the part of the address that asks for it.
SUBJECTS: dict[str, tuple[Promise, Q]] = {
    "": (_lazy("All but internal notes"), ~INTERNAL),
    "applications": (_lazy("Applications"), Q(kind__startswith="application.") & ~INTERNAL),
    "record": (_lazy("Shipments and violations"), Q(kind__startswith="ledger.") | Q(kind__startswith="disputes.")),
    "standing": (
        _lazy("Standing"),
        (Q(kind__startswith="standing.") | Q(kind__startswith="evaluation.")) & ~INTERNAL,
    ),
    "upkeep": (
        _lazy("Visits, reviews and changes"),
        Q(kind__startswith="upkeep.") | Q(kind__startswith="validations."),
    ),
    "letters": (_lazy("Letters"), Q(kind__startswith="correspondence.") | Q(kind__startswith="notices.")),
    ALL: (_lazy("Everything"), Q()),
}


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    event: Event

    @property
    def words(self) -> str:
        return words_of(self.event.kind, self.event.payload)

    @property
    def case(self) -> str:
        """Return the record of the event by its kind and number; "" where the record has no page."""
        name = PAGES.get(self.event.subject_type, "")
        if self.event.subject_type == "case":
            return _("Violation %(number)s") % {"number": self.event.subject_id}
        if not name:
            return ""
        return f"{capfirst(apps.get_model(name.replace('_', '.'))._meta.verbose_name)} {self.event.subject_id}"

    @property
    def url(self) -> str:
        """Return the address of the page of the event's subject; "" where the subject has no page."""
        if violation := self.event.payload.get("violation_id"):
            return reverse("admin:ledger_violation_change", args=[violation])
        return address_of((self.event.subject_type, self.event.subject_id))


def address_of(subject: tuple[str, int]) -> str:
    """Return the address of the page of a record, given as (model name, id); "" where the record has no page."""
    if subject[0] == "case":
        return reverse("admin:ledger_violation_case", args=[subject[1]])
    name = PAGES.get(subject[0])
    return reverse(f"admin:{name}_change", args=[subject[1]]) if name else ""


def words_of(kind: str, payload: dict[str, Any]) -> str:
    """Return an event in words, or its code where an earlier version of the program recorded the kind."""
    words = STAFF_WORDS.get(kind)
    return kind if words is None else str(words) % payload


type Days = list[tuple[date, list[TimelineEvent]]]


def timeline_of(shipper_id: int, place: PagePlace | None, about: str = "") -> tuple[Days, KeysetPage[Event]]:
    """Return a page of the events of a shipper by day, the latest first, and the places of the pages beside it.

    `about` is one of `SUBJECTS`.
    """
    page = page_of(events_of_shipper(shipper_id).filter(SUBJECTS[about][1]), EVENTS, place, SIZE)
    return by_day(page.rows), page


def by_day(events: Iterable[Event]) -> Days:
    """Return events in words, in the order in which they are given, with the day on which they happened."""
    rows = (TimelineEvent(event) for event in events)
    return [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: clock.day_of(row.event.at))]
