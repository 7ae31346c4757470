"""What happened to a shipper and why its standing changed, in words for staff."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.timeline import SHOWN, STAFF_ONLY
from apps.core.keyset import Order, Page, Place, page_of
from apps.correspondence.timeline import SHOWN as CORRESPONDENCE
from apps.disputes.timeline import SHOWN as DISPUTES
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.ledger.timeline import SHOWN as HISTORY
from apps.ledger.timeline import STAFF_ONLY as HISTORY_STAFF_ONLY
from apps.shippers.timeline import SHOWN as TEAM
from apps.standing.states import Reason
from apps.upkeep.timeline import SHOWN as UPKEEP
from apps.upkeep.timeline import STAFF_ONLY as UPKEEP_STAFF_ONLY
from apps.validations.timeline import SHOWN as VISITS

# Every kind of event that can tell of a business.
WORDS: dict[str, Promise] = {
    **SHOWN,
    **STAFF_ONLY,
    **CORRESPONDENCE,
    **DISPUTES,
    **TEAM,
    **UPKEEP,
    **UPKEEP_STAFF_ONLY,
    **HISTORY,
    **HISTORY_STAFF_ONLY,
    **VISITS,
    "ledger.seller_linked": _("History of a reported seller linked"),
    "ledger.violation_recorded": _("Violation recorded: %(determination)s"),
    "ledger.recording_reversed": _("Entries taken back"),
    "ledger.program_entered": _("Act of the program recorded"),
    "evaluation.changed": _("Evaluation changed: may enter tier %(enter)s, may keep tier %(keep)s"),
    "standing.changed": _("Standing changed"),
    "standing.proposal_to_confirm": _("A suspension waits to be confirmed"),
    "standing.proposal_to_agree": _("Proposed change waits for a second officer"),
    "standing.proposal_confirmed": _("Suspension confirmed by an officer"),
    "standing.proposal_served": _("Notice delivered by post"),
    "standing.proposal_extension_asked": _("The seller asked for more time"),
    "standing.proposal_extension_declined": _("More time was not given"),
    "standing.proposal_extended": _("More time to respond given"),
    "standing.proposal_file_added": _("The seller added a file to its response"),
    "standing.proposal_recommended": _("Recommended to a second officer"),
    "standing.proposal_sent_back": _("The second officer did not agree"),
    "standing.proposal_reduced": _("Proposed change reduced"),
    "standing.proposal_lapsed": _("Proposed change lapsed: nobody decided in time"),
    "standing.proposal_overturned": _("Decision overturned on appeal"),
    "standing.limit_near": _("A limit of a proposed change came near or passed (%(step)s)"),
    "standing.appeal_near": _("The limit of an appeal came near or passed (%(step)s)"),
    "standing.plan_near": _("A limit of a corrective plan came near or passed (%(step)s)"),
    "standing.appeal_made": _("Decision appealed"),
    "standing.appeal_granted": _("Appeal granted"),
    "standing.appeal_denied": _("Appeal denied"),
    "standing.appeal_withdrawn": _("Appeal taken back"),
    "standing.plan_opened": _("Corrective plan opened"),
    "standing.plan_answered": _("Item of the corrective plan answered"),
    "standing.plan_accepted": _("Item of the corrective plan accepted"),
    "standing.plan_declined": _("Answer to an item of the corrective plan not accepted"),
    "standing.plan_extended": _("More time for an item of the corrective plan"),
    "standing.plan_completed": _("Corrective plan completed"),
    "standing.plan_missed": _("Corrective plan missed"),
    "standing.plan_resumed": _("Corrective plan goes on"),
    "standing.plan_cancelled": _("Corrective plan ended by an officer"),
    "standing.proposal_proposed": _("Change proposed; notice sent"),
    "standing.proposal_responded": _("The seller responded to a proposed change"),
    "standing.proposal_upheld": _("Proposed change upheld"),
    "standing.proposal_withdrawn": _("Proposed change withdrawn"),
    "notices.message_sent": _("Message sent"),
    "audit.exported": _("Changes of records copied to a file"),
    "work.opened": _("Work for staff: it began to wait"),
    "work.claimed": _("Work for staff: taken"),
    "work.released": _("Work for staff: given back"),
    "work.assigned": _("Work for staff: assigned"),
    "work.paused": _("Work for staff: it waits on the seller"),
    "work.resumed": _("Work for staff: its clock runs again"),
    "work.closed": _("Work for staff: done"),
}
REASONS: dict[str, Promise] = {
    Reason.ENROLLED: _("became a member"),
    Reason.VALIDATED: _("verified by a visit"),
    Reason.VALIDATION_ENDED: _("the validation no longer counts"),
    Reason.TIER_EARNED: _("the record earned a higher tier"),
    Reason.TIER_NOT_KEPT: _("the record no longer allowed the tier"),
    Reason.SUSPENDED: _("suspended"),
    Reason.ON_CONDITIONS: _("a member on conditions"),
    Reason.REINSTATED: _("reinstated"),
    Reason.RESTORED: _("given back: the findings fell, or an appeal was granted"),
    Reason.REMOVED: _("removed"),
    Reason.LEFT: _("left the program"),
}


# Where what an event tells of has a page of its own at the desk, by the name of its subject.
PAGES = {
    "application": "applications_application",
    "disclosure": "disputes_disclosure",
    "annualreview": "upkeep_annualreview",
    "appeal": "standing_appeal",
    "changerequest": "upkeep_changerequest",
    "disowning": "disputes_disowning",
    "dispute": "disputes_dispute",
    "identityclaim": "upkeep_identityclaim",
    "item": "work_item",
    "plan": "standing_plan",
    "proposedchange": "standing_proposedchange",
    "thread": "correspondence_thread",
    "visit": "validations_visit",
}
EVENTS = Order((("id", int),))
SIZE = 50


@dataclass(frozen=True, slots=True)
class Happened:
    event: Event

    @property
    def words(self) -> str:
        """What happened; the code of a kind that an earlier version of the program recorded and this one knows no
        more."""
        words = WORDS.get(self.event.kind)
        return self.event.kind if words is None else str(words) % self.event.payload

    @property
    def url(self) -> str:
        """The page of what it tells of; "" where that has none."""
        if violation := self.event.payload.get("violation_id"):
            return reverse("admin:ledger_violation_change", args=[violation])
        if self.event.subject_type == "case":
            return reverse("admin:ledger_violation_case", args=[self.event.subject_id])
        name = PAGES.get(self.event.subject_type)
        return reverse(f"admin:{name}_change", args=[self.event.subject_id]) if name else ""


def timeline_of(shipper_id: int, place: Place | None) -> tuple[list[Happened], Page[Event]]:
    """All that happened to a shipper and to what is theirs, the latest first: a page of it, and the pages beside it."""
    page = page_of(events_of_shipper(shipper_id), EVENTS, place, SIZE)
    return [Happened(event) for event in page.rows], page
