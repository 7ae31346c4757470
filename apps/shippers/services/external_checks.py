"""The writes of external checks, which officers make outside of the program: record one, and withdraw one that was
wrong.
"""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.core.files import IdentifiedFile
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.core.uploads import MAX_FILES_AT_ONCE, atomic_with_files, files_limit_check, upload_columns
from apps.events.services import record
from apps.shippers.models import ExternalCheck, ExternalCheckFile, ExternalCheckWithdrawal, Shipper
from apps.shippers.selectors import require_impartial

OFFICER = "review_applications"


@atomic_with_files()
def external_check_record(
    *,
    actor: User,
    shipper_id: int,
    kind: str,
    result: str,
    date: datetime.date,
    note: str = "",
    files: Sequence[IdentifiedFile] = (),
) -> ExternalCheck:
    """Record what an officer looked up about a business outside of the program, on which day and with which result.

    `kind` and `result` are values of `ExternalCheck`. The business is not told. Raises NotAllowed; NotFound; Conflict
    for a business of the actor's own; Invalid for a day in the future, for too many files, and without a note where
    the result is no clear fit or the kind says nothing.
    """
    require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    if not Shipper.objects.filter(pk=shipper_id).exists():
        raise NotFound(_("There is no such business."))
    kind, result = ExternalCheck.Kind(kind), ExternalCheck.Result(result)
    if date > clock.today():
        message = _("This day is in the future. Give the day on which you looked.")
        raise InvalidInput(message, fields={"date": [message]})
    if result != ExternalCheck.Result.FITS or kind == ExternalCheck.Kind.OTHER:
        note = text_required(note, "note", _("Say where you looked and what you found."))
    files_limit_check(len(files), MAX_FILES_AT_ONCE)
    check = ExternalCheck.objects.create(
        shipper_id=shipper_id, kind=kind, result=result, date=date, note=note.strip(), by=actor
    )
    for file in files:
        ExternalCheckFile.objects.create(check_of=check, uploaded_by=actor, **upload_columns(file))
    _tell("shippers.external_check_recorded", check, actor)
    return check


@transaction.atomic
def external_check_withdraw(*, actor: User, check_id: int, reason: str) -> ExternalCheckWithdrawal:
    """Withdraw an external check that is wrong, by a further record; the check itself stays as it is.

    Raises NotAllowed, NotFound, Conflict for a business of the actor's own and for a check that was withdrawn already,
    Invalid without a reason.
    """
    require(actor, OFFICER)
    check = row_get(ExternalCheck.objects, _("There is no such check."), pk=check_id)
    require_impartial(actor, check.shipper_id)
    reason = text_required(reason, "reason", _("Say what is wrong with the check."))
    withdrawal, created = ExternalCheckWithdrawal.objects.get_or_create(
        check_of=check, defaults={"reason": reason, "by": actor}
    )
    if not created:
        raise Conflict(_("This check was withdrawn already."), code="withdrawn")
    _tell("shippers.external_check_withdrawn", check, actor)
    return withdrawal


def _tell(kind: str, check: ExternalCheck, actor: User) -> None:
    record(
        kind,
        subject=("shipper", check.shipper_id),
        shipper_id=check.shipper_id,
        actor=actor,
        check_id=check.pk,
        check_kind=str(check.kind),
        result=str(check.result),
    )
