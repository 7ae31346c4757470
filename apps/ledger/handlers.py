from collections.abc import Sequence

from apps.events.models import Event, Lane
from apps.events.registry import on, on_many
from apps.ledger.selectors import cases_of_seller, cases_reversed, cases_unserved
from apps.ledger.services import cases_serve, parties_notify, services_remind
from apps.work.services import items_risk_update


@on_many("ledger.violation_recorded")
def serve(events: Sequence[Event]) -> None:
    """Serve the violations that were recorded, in one notice with what the business was not told before."""
    unserved = cases_unserved({event.business_id for event in events})
    cases_serve(case_ids={event.subject_id for event in events}.union(unserved))


@on_many("ledger.violation_recorded", "ledger.recording_reversed")
def order_work(events: Sequence[Event]) -> None:
    """Bring the risk of businesses up to date, by which the work about them is ordered."""
    items_risk_update(shipper_ids={event.business_id for event in events})


@on_many("ledger.service_due", "ledger.answer_over", "ledger.answer_heard")
def update_service(events: Sequence[Event]) -> None:
    """Bring services up to date when a delay or the time to answer is over, or an answer was decided."""
    cases_serve(case_ids={event.subject_id for event in events})


@on("ledger.seller_linked", "ledger.seller_unlinked")
def serve_linked(event: Event) -> None:
    """Serve the allegations against an identity that was linked to a business, or end the service on a business to
    which the identity is no longer linked.
    """
    cases_serve(case_ids=cases_of_seller(event.subject_id))


@on("shippers.member_joined", "shippers.member_role_changed")
def serve_joined(event: Event) -> None:
    """Serve the open allegations against a business for which somebody may sign from now on."""
    cases_serve(case_ids=cases_unserved([event.business_id]))


@on("ledger.notice_due")
def serve_waiting(event: Event) -> None:
    """Serve the allegations that waited for the next day, since the business had its notices of the day before."""
    cases_serve(case_ids=cases_unserved([event.business_id]))


@on("ledger.recording_reversed")
def update_reversed(event: Event) -> None:
    """Bring the services of the cases up to date that a reversal changed."""
    cases_serve(case_ids=cases_reversed(event.payload["reversal_id"], event.business_id))


@on_many("ledger.answer_reminder")
def remind(events: Sequence[Event]) -> None:
    """Remind teams of their time to answer."""
    services_remind(steps={(event.subject_id, event.payload["step"]) for event in events})


@on("ledger.unlisted_party", lane=Lane.URGENT)
def notify_of_parties(event: Event) -> None:
    """Tell a team about unlisted parties that ship under its number."""
    parties_notify(shipper_id=event.business_id, parties=event.payload["parties"])
