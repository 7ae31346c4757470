"""The receivers that record each view of a record by staff, and each command that changes something."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.signals import command_run
from apps.accounts.staff_admin import record_opened
from apps.audit.services import view_record
from apps.events.services import record


@receiver(record_opened, dispatch_uid="audit.record_opened")
def view_keep(actor: User, subject: tuple[str, int], shipper_id: int | None, **_kwargs: Any) -> None:
    """Record that a member of staff opened a record."""
    view_record(actor=actor, subject=subject, shipper_id=shipper_id)


@receiver(command_run, dispatch_uid="audit.command_run")
def run_keep(command: str, operator: str, actor: User | None, **_kwargs: Any) -> None:
    """Record that somebody runs a command that changes something, before it changes anything."""
    with transaction.atomic():
        record("audit.command_run", subject=("command", 0), actor=actor, command=command, operator=operator)
