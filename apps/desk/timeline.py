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

from apps.agencies.staff_words import STAFF_LABELS as AGENCIES
from apps.allegations.staff_words import STAFF_LABELS as TIPS
from apps.applications.timeline import PUBLIC_LABELS, STAFF_LABELS
from apps.core import clock
from apps.core.keyset_pages import KeysetOrder, KeysetPage, PagePlace, page_of
from apps.core.lazy import Promise
from apps.correspondence.timeline import PUBLIC_LABELS as CORRESPONDENCE
from apps.disputes.timeline import PUBLIC_LABELS as DISPUTES
from apps.disputes.timeline import STAFF_LABELS as DISPUTES_STAFF
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.ledger.timeline import PUBLIC_LABELS as HISTORY
from apps.ledger.timeline import STAFF_LABELS as HISTORY_STAFF
from apps.screening.staff_words import STAFF_LABELS as SCREENING
from apps.shippers.timeline import PUBLIC_LABELS as TEAM
from apps.shippers.timeline import STAFF_LABELS as TEAM_STAFF
from apps.standing.states import ChangeReason
from apps.targeting.staff_words import STAFF_LABELS as TARGETED
from apps.upkeep.timeline import PUBLIC_LABELS as UPKEEP
from apps.upkeep.timeline import STAFF_LABELS as UPKEEP_STAFF
from apps.validations.timeline import PUBLIC_LABELS as VALIDATIONS
from apps.work.timeline import STAFF_LABELS as WORK

# Every kind of event that can tell of a business.
WORDS: dict[str, Promise] = {
    **PUBLIC_LABELS,
    **STAFF_LABELS,
    **CORRESPONDENCE,
    **DISPUTES,
    **DISPUTES_STAFF,
    **TEAM,
    **TEAM_STAFF,
    **UPKEEP,
    **UPKEEP_STAFF,
    **HISTORY,
    **HISTORY_STAFF,
    **VALIDATIONS,
    **TIPS,
    **SCREENING,
    **AGENCIES,
    **TARGETED,
    "shippers.match_dismissed": _lazy("Match with business %(other_shipper_id)s dismissed: not the same business"),
    "shippers.match_dismissal_undone": _lazy("Match with business %(other_shipper_id)s taken up again"),
    "shippers.tie_dismissed": _lazy("Tie with business %(other_shipper_id)s dismissed: not related"),
    "shippers.tie_dismissal_undone": _lazy("Tie with business %(other_shipper_id)s taken up again"),
    "shippers.external_check_recorded": _lazy("External check recorded"),
    "shippers.external_check_withdrawn": _lazy("External check withdrawn"),
    **WORK,
    "validations.exams_over": _lazy("The last day of exams that were asked for is over"),
    "ledger.seller_linked": _lazy("History of a reported seller linked"),
    "ledger.seller_unlinked": _lazy("History of a reported seller unlinked"),
    "ledger.violation_recorded": _lazy("Violation recorded: %(determination)s"),
    "ledger.recording_reversed": _lazy("Entries taken back"),
    "ledger.reversal_asked": _lazy("Asked somebody else to take entries back"),
    "ledger.held_reports_settled": _lazy("Held reports settled"),
    "partners.corrected": _lazy("Partners that asked lately are told of a correction: %(partners)s"),
    "ledger.program_entered": _lazy("Act of the program recorded"),
    "evaluation.changed": _lazy("Evaluation changed: may enter tier %(enter)s, may keep tier %(keep)s"),
    "standing.changed": _lazy("Standing changed"),
    "standing.proposal_to_confirm": _lazy("A suspension waits to be confirmed"),
    "standing.proposal_confirmed": _lazy("Suspension confirmed by an officer"),
    "standing.proposal_served": _lazy("The notice or the decision was delivered"),
    "standing.proposal_extension_asked": _lazy("The seller asked for more time"),
    "standing.proposal_extension_declined": _lazy("More time was not given"),
    "standing.proposal_extension_closed": _lazy("The request for more time was closed without an answer"),
    "standing.proposal_reviewed": _lazy("Suspension reviewed: it stays until the decision"),
    "standing.proposal_lifted": _lazy("Suspension lifted until the decision"),
    "standing.proposal_unreviewed": _lazy("Nobody reviewed the suspension in time: on conditions until the decision"),
    "standing.proposal_extended": _lazy("More time to respond given"),
    "standing.proposal_added": _lazy("The seller added to its response"),
    "standing.proposal_recommended": _lazy("Recommended to a second officer"),
    "standing.proposal_sent_back": _lazy("The second officer did not agree"),
    "standing.proposal_reduced": _lazy("Proposed change reduced"),
    "standing.proposal_lapsed": _lazy("Proposed change lapsed: nobody decided in time"),
    "standing.proposal_overturned": _lazy("Decision overturned on appeal"),
    "standing.limit_near": _lazy("A limit of a proposed change came near or passed (%(step)s)"),
    "standing.appeal_near": _lazy("The limit of an appeal came near or passed (%(step)s)"),
    "standing.plan_near": _lazy("A limit of a corrective plan came near or passed (%(step)s)"),
    "standing.appeal_made": _lazy("Decision appealed"),
    "standing.appeal_kept": _lazy("Appealed change kept in effect by a supervisor"),
    "standing.appeal_stayed": _lazy("Appeal not decided in time: the change is stayed"),
    "standing.appeal_granted": _lazy("Appeal granted"),
    "standing.appeal_denied": _lazy("Appeal denied"),
    "standing.appeal_withdrawn": _lazy("Appeal taken back"),
    "standing.restriction_near": _lazy("The end of conditions or of a suspension came near or passed (%(step)s)"),
    "standing.restriction_review_near": _lazy("The limit of a review of conditions passed (%(step)s)"),
    "standing.conditions_ended": _lazy("Conditions ended"),
    "standing.review_asked": _lazy("Review of conditions asked for"),
    "standing.review_lifted": _lazy("Conditions reviewed: lifted"),
    "standing.review_kept": _lazy("Conditions reviewed: kept until their last day"),
    "standing.review_lapsed": _lazy("Conditions lifted: nobody decided the review in time"),
    "standing.review_withdrawn": _lazy("Request for a review taken back"),
    "standing.review_ended": _lazy("Review settled: the conditions had ended"),
    "standing.control_proposed": _lazy("Common control proposed; notice sent"),
    "standing.control_served": _lazy("Notice of common control delivered"),
    "standing.control_responded": _lazy("The business responded to a case of common control"),
    "standing.control_bound": _lazy("Bound: judged together with other numbers"),
    "standing.control_dropped": _lazy("Case of common control dropped, or left out of what was bound"),
    "standing.control_freed": _lazy("Freed: judged alone again"),
    "standing.control_near": _lazy("The time of a case of common control is over (%(step)s)"),
    "standing.control_response_near": _lazy("The last day to respond to common control came near (%(step)s)"),
    "standing.separation_asked": _lazy("The business asked to be judged alone"),
    "standing.separation_granted": _lazy("Request to be judged alone granted"),
    "standing.separation_denied": _lazy("Request to be judged alone denied"),
    "standing.separation_withdrawn": _lazy("Request to be judged alone taken back"),
    "standing.separation_near": _lazy("The limit of a request to be judged alone passed (%(step)s)"),
    "standing.departure_started": _lazy("Departure started on the business's behalf"),
    "standing.departure_signed": _lazy("Signed confirmation of the departure recorded"),
    "standing.departure_sent_back": _lazy("Signed confirmation sent back"),
    "standing.departure_confirmed": _lazy("Departure confirmed: the business left"),
    "standing.departure_declined": _lazy("Departure declined by the owner"),
    "standing.departure_lapsed": _lazy("Departure lapsed: nobody confirmed"),
    "standing.departure_cancelled": _lazy("Departure cancelled"),
    "standing.departure_near": _lazy("The last day to confirm a departure came near or passed (%(step)s)"),
    "standing.manager_set": _lazy("Account manager assigned"),
    "standing.call_contact_set": _lazy("The business said whom to call, and when"),
    "standing.call_opened": _lazy("Assurance call opened: the business is told before anything is proposed"),
    "standing.call_tried": _lazy("Assurance call tried"),
    "standing.call_reached": _lazy("Assurance call: the business was reached"),
    "standing.call_missed": _lazy("Assurance call: the business was not reached in time"),
    "standing.call_followed": _lazy("Assurance call over: the change was proposed"),
    "standing.call_dropped": _lazy("Assurance call dropped: nothing is proposed"),
    "standing.assurance_due": _lazy("The hours of an assurance call are over"),
    "standing.plan_opened": _lazy("Corrective plan opened"),
    "standing.plan_answered": _lazy("Item of the corrective plan answered"),
    "standing.plan_accepted": _lazy("Item of the corrective plan accepted"),
    "standing.plan_declined": _lazy("Answer to an item of the corrective plan not accepted"),
    "standing.plan_extended": _lazy("More time for an item of the corrective plan"),
    "standing.plan_completed": _lazy("Corrective plan completed"),
    "standing.plan_warned": _lazy("Told that an item of the corrective plan is not answered"),
    "standing.plan_missed": _lazy("Corrective plan missed"),
    "standing.plan_resumed": _lazy("Corrective plan goes on"),
    "standing.plan_cancelled": _lazy("Corrective plan ended by an officer"),
    "standing.proposal_proposed": _lazy("Change proposed; notice sent"),
    "standing.proposal_responded": _lazy("The seller responded to a proposed change"),
    "standing.proposal_upheld": _lazy("Proposed change upheld"),
    "standing.proposal_withdrawn": _lazy("Proposed change withdrawn"),
    "notices.message_sent": _lazy("Message sent"),
    "audit.exported": _lazy("Changes of records copied to a file"),
    "work.act_due": _lazy("The time to undo an act is over"),
    "work.opened": _lazy("Work for staff: opened"),
    "work.claimed": _lazy("Work for staff: taken"),
    "work.taken_over": _lazy("Work for staff: taken over from a colleague"),
    "work.released": _lazy("Work for staff: given back"),
    "work.assigned": _lazy("Work for staff: assigned"),
    "work.paused": _lazy("Work for staff: it waits on the seller"),
    "work.put_aside": _lazy("Work for staff: put aside until %(until)s"),
    "work.taken_up": _lazy("Work for staff: taken up again"),
    "work.reopened": _lazy("Work for staff: open again"),
    "work.resumed": _lazy("Work for staff: its time to decide runs again"),
    "work.closed": _lazy("Work for staff: done"),
}
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
    words = WORDS.get(kind)
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
