from django.db import transaction

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.events.services import record


@transaction.atomic
def shippers_export(*, actor: User, filters: str) -> None:
    """Record that somebody takes the list of businesses away, and by which filters, in codes only."""
    require(actor, "export_data")
    record("shippers.exported", subject=("user", actor.pk), actor=actor, filters=filters)
