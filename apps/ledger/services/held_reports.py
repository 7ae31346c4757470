"""Reports that are held beside the parcels of others: kept, made work, and settled by staff."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict
from apps.core.fields import max_length_of, name_of
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.models import HeldSettlement, Recording, Reporter
from apps.ledger.schema import LABELS, FieldKind, names_of
from apps.ledger.services.recordings import batch_time
from apps.ledger.statements import statement
from apps.ledger.work import HELD_REPORTS
from apps.work.selectors import items_open
from apps.work.services import item_close, item_open

# A digest tells nobody anything.
HELD_FIELDS = sorted(LABELS.keys() - names_of(FieldKind.DIGEST))


def contested_hold(cursor: Any, recording: Recording) -> None:
    """Keep the contested statements of the batch under way beside their parcels, as work for staff: one item for each
    reporter. They are reports of the batch that are held, and what guests said before of whose parcels these are.
    """
    cursor.execute(
        statement("hold"),
        {
            "reporter": recording.reporter_id,
            "recording": recording.pk,
            "now": batch_time(recording),
            "fields": HELD_FIELDS,
        },
    )
    reporters = {reporter_id for (reporter_id,) in cursor.fetchall()}
    for reporter in Reporter.objects.filter(pk__in=reporters).order_by("pk"):
        item_open(kind=HELD_REPORTS.code, subject=_subject(reporter.pk), title=str(reporter))


@transaction.atomic
def held_reports_settle(*, actor: User, reporter_id: int, reason: str) -> None:
    """Settle the reports of a reporter that are held, with a reason: they change nothing. A reporter whose codes staff
    have noted sends them again.

    Raises NotAllowed for those who do not manage partners, Invalid without a reason, Conflict where none waits.
    """
    permissions.require(actor, "manage_partners")
    reason = text_required(reason, "reason", _("Say what you found."))[: max_length_of(HeldSettlement, "reason")]
    if not items_open().filter(kind=HELD_REPORTS.code, subject_id=reporter_id).exists():
        raise Conflict(_("No report of this reporter waits."), code="none_held")
    HeldSettlement.objects.create(reporter_id=reporter_id, reason=reason, settled_by=actor)
    item_close(kind=HELD_REPORTS.code, subject=_subject(reporter_id), actor=actor)
    record("ledger.held_reports_settled", subject=_subject(reporter_id), actor=actor)


def _subject(reporter_id: int) -> tuple[str, int]:
    return (name_of(Reporter), reporter_id)
