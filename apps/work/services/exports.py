from django.db import transaction

from apps.accounts import permissions
from apps.accounts.models import User
from apps.events.services import record


@transaction.atomic
def export_record(*, actor: User, filters: str) -> None:
    """Record that somebody takes the list of work away, and by which filters. `filters` holds codes only, no text."""
    permissions.require(actor, "export_data")
    record("work.exported", subject=("user", actor.pk), actor=actor, filters=filters)
