"""The receiver that records each view of a record by staff."""

from typing import Any

from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.staff_admin import record_opened
from apps.audit.services import view_record


@receiver(record_opened, dispatch_uid="audit.record_opened")
def view_keep(actor: User, subject: tuple[str, int], shipper_id: int | None, **_kwargs: Any) -> None:
    """Record that a member of staff opened a record."""
    view_record(actor=actor, subject=subject, shipper_id=shipper_id)
