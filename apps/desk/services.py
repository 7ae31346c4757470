from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.events.services import record
from apps.ledger.models import ProgramEntry
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.selectors import require_impartial
from apps.standing.selectors import standing_of

VISITS = (ProgramEntryKind.VALIDATED, ProgramEntryKind.ANNUAL_REVIEW)


@transaction.atomic
def visit_record(*, actor: User, shipper_id: int, kind: ProgramEntryKind, day: date) -> ProgramEntry:
    """Record that an officer has validated a member, or done its annual review, on a day.

    Raises Conflict for a shipper that is not enrolled or is the officer's own, Invalid for a day that has not come.
    """
    require(actor, "review_applications")
    require_impartial(actor, shipper_id)
    if kind not in VISITS:
        raise Invalid(_("Officers record validations and annual reviews here."))
    if day > clock.today():
        message = _("This day has not come yet.")
        raise Invalid(message, fields={"day": [message]})
    if standing_of(shipper_id) is None:
        raise Conflict(_("This business is not enrolled."), code="not_enrolled")
    return program_entry_record(shipper_id=shipper_id, kind=kind, date=day, actor=actor)


@transaction.atomic
def shippers_export(*, actor: User, filters: str) -> None:
    """Record that somebody takes the list of businesses away, and by which filters, in codes only."""
    require(actor, "export_data")
    record("shippers.exported", subject=("user", actor.pk), actor=actor, filters=filters)
