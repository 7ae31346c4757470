"""What is kept of who looked at what."""

from apps.accounts.models import User
from apps.audit.models import View


def view_record(*, actor: User, subject: tuple[str, int], shipper_id: int | None = None) -> View:
    """Keep that this member of staff looked at a record."""
    return View.objects.create(actor=actor, subject_type=subject[0], subject_id=subject[1], shipper_id=shipper_id)
