"""What happened to a shipper and why its standing changed, in words for staff."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.timeline import FINE, SHOWN, STAFF_ONLY
from apps.correspondence.timeline import SHOWN as CORRESPONDENCE
from apps.disputes.timeline import SHOWN as DISPUTES
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.ledger.timeline import SHOWN as HISTORY
from apps.shippers.timeline import SHOWN as TEAM
from apps.standing.states import Reason
from apps.upkeep.timeline import SHOWN as UPKEEP
from apps.upkeep.timeline import STAFF_ONLY as UPKEEP_STAFF_ONLY

# What is not here tells the same once more (the work items of an application) or is for programs.
WORDS: dict[str, Promise] = {
    **{kind: words for kind, words in (SHOWN | STAFF_ONLY).items() if kind not in FINE},
    **CORRESPONDENCE,
    **DISPUTES,
    **TEAM,
    **UPKEEP,
    **UPKEEP_STAFF_ONLY,
    **HISTORY,
    "ledger.seller_linked": _("History of a reported seller linked"),
    "ledger.violation_recorded": _("Violation recorded or determined"),
    "ledger.recording_reversed": _("Entries taken back"),
    "ledger.program_entered": _("Act of the program recorded"),
    "evaluation.changed": _("Evaluation changed: may enter tier %(enter)s, may keep tier %(keep)s"),
    "standing.changed": _("Standing changed"),
    "standing.proposal_proposed": _("Change proposed; notice sent"),
    "standing.proposal_responded": _("The seller responded to a proposed change"),
    "standing.proposal_upheld": _("Proposed change upheld"),
    "standing.proposal_withdrawn": _("Proposed change withdrawn"),
    "notices.message_sent": _("Message sent"),
}
REASONS: dict[str, Promise] = {
    Reason.ENROLLED: _("became a member"),
    Reason.VALIDATED: _("verified by a visit"),
    Reason.VALIDATION_ENDED: _("the validation no longer counts"),
    Reason.TIER_EARNED: _("the record earned a higher tier"),
    Reason.TIER_NOT_KEPT: _("the record no longer allowed the tier"),
    Reason.SUSPENDED: _("suspended"),
    Reason.REINSTATED: _("reinstated"),
    Reason.REMOVED: _("removed"),
    Reason.LEFT: _("left the program"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    event: Event

    @property
    def words(self) -> str:
        return WORDS[self.event.kind] % self.event.payload


def timeline_of(shipper_id: int, most: int) -> list[Happened]:
    """What happened to a shipper, the latest first. The sections of an application are on its own page."""
    return [Happened(event) for event in events_of_shipper(shipper_id).filter(kind__in=WORDS)[:most]]
