from collections.abc import Sequence

from apps.core import clock
from apps.events.models import Event, Lane
from apps.events.registry import on, on_many
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.standing.appeals.services import LIMIT as OF_APPEAL
from apps.standing.plans.services import LIMIT as OF_PLAN
from apps.standing.proposals.services.limits import LIMIT as OF_CHANGE
from apps.standing.services import (
    appeal_timer_handle,
    member_readmit,
    plan_timer_handle,
    proposal_timer_handle,
    standing_enroll,
    standing_validate,
    standings_apply,
)


@on("application.approved", lane=Lane.URGENT)
def admit(event: Event) -> None:
    program_entry_record(shipper_id=event.business_id, kind=ProgramEntryKind.ENROLLED, date=clock.day_of(event.at))
    member_readmit(shipper_id=event.business_id)


@on("ledger.enrolled", lane=Lane.URGENT)
def enroll(event: Event) -> None:
    standing_enroll(shipper_ids=event.payload["shipper_ids"])


@on("ledger.program_entered", "ledger.recording_reversed")
def validate(event: Event) -> None:
    standing_validate(shipper_id=event.business_id)


@on_many("evaluation.changed", lane=Lane.URGENT)
def follow(events: Sequence[Event]) -> None:
    latest = sorted((event.subject_id, event.business_id) for event in events)
    standings_apply(evaluations={shipper_id: evaluation_id for evaluation_id, shipper_id in latest})


@on(OF_CHANGE)
def remind_of_change(event: Event) -> None:
    proposal_timer_handle(change_id=event.subject_id, step=event.payload["step"])


@on(OF_APPEAL)
def remind_of_appeal(event: Event) -> None:
    appeal_timer_handle(appeal_id=event.subject_id, step=event.payload["step"])


@on(OF_PLAN)
def remind_of_plan(event: Event) -> None:
    plan_timer_handle(plan_id=event.subject_id, step=event.payload["step"])
