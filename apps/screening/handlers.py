"""Events after which businesses are compared with the lists, and hits are brought up to date."""

from collections.abc import Sequence

from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.signals import name_changed
from apps.events.models import Event, Lane
from apps.events.registry import on, on_many
from apps.jobs.services import job_start
from apps.screening.selectors import JOB
from apps.screening.services import hits_settle, renaming_record, shippers_screen

# So many businesses are compared in one transaction.
BATCH = 50


@on_many(
    *("application.submitted", "application.info_replied", "upkeep.change_request_accepted"),
    *("shippers.name_corrected", "shippers.address_corrected", "shippers.merged", "shippers.absorbed"),
    *("shippers.member_joined", "shippers.member_role_changed", "shippers.member_left", "screening.signer_renamed"),
    batch_size=BATCH,
)
def screen_changed(events: Sequence[Event]) -> None:
    """Compare businesses that applied, or whose profile or team changed."""
    shippers_screen(shipper_ids={event.business_id for event in events})


@receiver(name_changed, dispatch_uid="screening.signer_renamed")
def follow_name(user: User, **_kwargs: object) -> None:
    """Have the businesses compared for which a person signs who has another name now."""
    renaming_record(user=user)


@on("ledger.enrolled", lane=Lane.BULK)
def screen_enrolled(event: Event) -> None:
    """Compare businesses that were enrolled."""
    shippers_screen(shipper_ids=event.payload["shipper_ids"])


@on("screening.list_loaded", lane=Lane.BULK)
def follow_list(event: Event) -> None:
    """Start to compare the businesses that a version of a list can touch."""
    job_start(kind=JOB, arguments={"version_id": event.subject_id})


@on_many("ledger.violation_recorded")
def settle_hits(events: Sequence[Event]) -> None:
    """Bring hits up to date whose violations were determined."""
    hits_settle(case_ids={event.subject_id for event in events})
