"""Events that standing follows."""

from collections.abc import Sequence

from apps.core import clock
from apps.events.models import Event, Lane
from apps.events.registry import on, on_many
from apps.jobs.services import job_start
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.standing import services
from apps.standing.appeals.services import TIMER as APPEAL_TIMER
from apps.standing.assurance.services.calls import TIMER as ASSURANCE_TIMER
from apps.standing.control.services.groups import SEPARATION_TIMER
from apps.standing.control.services.limits import BUSINESS_TIMER, CASE_TIMER
from apps.standing.departures.services import TIMER as DEPARTURE_TIMER
from apps.standing.evaluations.warnings import margins_warn
from apps.standing.members.services import RESTRICTION_TIMER, VALIDATION_KINDS
from apps.standing.plans.services import TIMER as PLAN_TIMER
from apps.standing.policies.selectors import INVITE, TELL, WHAT_IF
from apps.standing.proposals.services.limits import TIMER as PROPOSAL_TIMER
from apps.standing.restrictions.services import REVIEW_TIMER


@on("application.approved", lane=Lane.URGENT)
def admit(event: Event) -> None:
    """Enroll a business whose application was approved, or make it a member again."""
    program_entry_record(shipper_id=event.business_id, kind=ProgramEntryKind.ENROLLED, date=clock.day_of(event.at))
    services.member_readmit(shipper_id=event.business_id)


@on("ledger.enrolled", lane=Lane.URGENT)
def enroll(event: Event) -> None:
    """Make enrolled shippers members."""
    services.standing_enroll(shipper_ids=event.payload["shipper_ids"])


@on_many("ledger.program_entered", "ledger.recording_reversed")
def validate(events: Sequence[Event]) -> None:
    """Bring the validation of standings in line with the ledger."""
    told = [event for event in events if event.payload.get("kind", VALIDATION_KINDS[0]) in VALIDATION_KINDS]
    if told:
        services.standings_validate(shipper_ids={event.business_id for event in told})


@on_many(
    *("screening.hit_confirmed", "screening.hit_reopened", "screening.hit_overturned", "screening.hit_lapsed"),
    lane=Lane.URGENT,
)
def hold_parcels(events: Sequence[Event]) -> None:
    """Hold the parcels of a member while a party behind the business is confirmed to be one of a list."""
    services.parcels_hold_follow(shipper_ids={event.business_id for event in events})


@on_many("evaluation.changed", lane=Lane.URGENT)
def follow(events: Sequence[Event]) -> None:
    """Apply the latest of these evaluations of each shipper."""
    latest = sorted((event.subject_id, event.business_id) for event in events)
    services.standings_apply(evaluations={shipper_id: evaluation_id for evaluation_id, shipper_id in latest})


@on_many("ledger.violation_recorded", lane=Lane.BULK, batch_size=50)
def warn(events: Sequence[Event]) -> None:
    """Warn the members whose tier one further finding would cost."""
    margins_warn(shipper_ids={event.business_id for event in events})


@on("shippers.member_joined", "shippers.member_role_changed")
def serve(event: Event) -> None:
    """Deliver what has reached nobody, now that somebody may sign for the business."""
    services.changes_serve(shipper_id=event.business_id)
    services.controls_serve(shipper_id=event.business_id)


@on(PROPOSAL_TIMER)
def remind_of_change(event: Event) -> None:
    """Handle a timer of a proposed change."""
    services.proposal_timer_handle(change_id=event.subject_id, step=event.payload["step"])


@on(APPEAL_TIMER)
def remind_of_appeal(event: Event) -> None:
    """Handle a timer of an appeal."""
    services.appeal_timer_handle(appeal_id=event.subject_id, step=event.payload["step"])


@on(RESTRICTION_TIMER)
def look_at_restriction(event: Event) -> None:
    """Handle a timer of the conditions or the suspension of a member."""
    services.restriction_timer_handle(shipper_id=event.subject_id)


@on(REVIEW_TIMER)
def decide_review(event: Event) -> None:
    """Handle the timer of a review of conditions."""
    services.review_timer_handle(review_id=event.subject_id)


@on("standing.conditions_ended")
def end_review(event: Event) -> None:
    """End the review of conditions that have ended in another way."""
    services.review_end(shipper_id=event.business_id)


@on(DEPARTURE_TIMER)
def remind_of_departure(event: Event) -> None:
    """Handle a timer of a departure."""
    services.departure_timer_handle(departure_id=event.subject_id, step=event.payload["step"])


@on("shippers.merged")
def move_control(event: Event) -> None:
    """Let a case of common control go on for the record into which another was merged."""
    services.controls_move(from_shipper_id=event.business_id, to_shipper_id=event.payload["kept_shipper_id"])


@on(CASE_TIMER)
def end_control_case(event: Event) -> None:
    """Handle the timer of a case of common control."""
    services.control_timer_handle(control_id=event.subject_id)


@on(BUSINESS_TIMER)
def remind_of_control_case(event: Event) -> None:
    """Handle a timer of a business that may still respond in a case of common control."""
    services.control_reminder_handle(controlled_id=event.subject_id, step=event.payload["step"])


@on(SEPARATION_TIMER)
def end_separation(event: Event) -> None:
    """Handle the timer of a request to be judged alone."""
    services.separation_timer_handle(separation_id=event.subject_id)


@on(ASSURANCE_TIMER)
def end_call(event: Event) -> None:
    """Let a change go on after its call."""
    services.call_timer_handle(call_id=event.subject_id)


@on(PLAN_TIMER)
def remind_of_plan(event: Event) -> None:
    """Handle a timer of a corrective plan."""
    services.plan_timer_handle(plan_id=event.subject_id, step=event.payload["step"])


@on("disclosure.accepted")
def follow_disclosure(event: Event) -> None:
    """Open the plans that an accepted disclosure leads to."""
    services.disclosure_follow(disclosure_id=event.subject_id)


@on("policy.submitted", "policy.what_if_asked", lane=Lane.BULK)
def try_draft(event: Event) -> None:
    """Start the evaluation of every member under a draft."""
    job_start(kind=WHAT_IF, arguments={"version": event.payload["version"]}, actor=event.actor)


@on("policy.published", lane=Lane.BULK)
def tell_of_policy(event: Event) -> None:
    """Start to tell the members what a published policy changes for each of them."""
    job_start(kind=TELL, arguments={"version": event.payload["version"]}, actor=event.actor)


@on("policy.opened", lane=Lane.BULK)
def tell_of_draft(event: Event) -> None:
    """Start to tell the members what an open draft would change for each of them, and until when they may comment."""
    arguments = {"version": event.payload["version"], "opening": event.pk}
    job_start(kind=INVITE, arguments=arguments, actor=event.actor)
