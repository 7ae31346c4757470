"""Correct the record of a business; merge two records of one business; record an export of the list of businesses."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications.models import Application, ApplicationState
from apps.applications.selectors import applications_standing
from apps.applications.states import FINAL_STATES
from apps.core.errors import Conflict, InvalidInput
from apps.core.lifecycle import Text
from apps.events.services import record
from apps.ledger.services import sellers_move
from apps.shippers.models import Correction, Shipper
from apps.shippers.selectors import dismissal_between, require_impartial
from apps.shippers.services import address_correct, identifier_correct, name_correct, record_mark_merged
from apps.standing.models import Standing
from apps.standing.states import FORMER

DISMISSED = _lazy(
    "An officer found that these are two businesses. Take the match up again under “Vetting” first, and say why."
)

OPEN = _lazy(
    "An application of this business is open, and what it says replaces the record. Request information on the field, "
    "and the applicant corrects it."
)
# States in which the applicant writes nothing more.
SETTLED = (ApplicationState.APPROVED, ApplicationState.APPEALED)


def record_replaced_by(shipper_id: int) -> Text:
    """Return that an open application will replace the record of a business when it is sent; "" where none is open."""
    return OPEN if applications_standing(shipper_id).exclude(state__in=SETTLED).exists() else ""


@transaction.atomic
def record_correct(
    *,
    actor: User,
    shipper_id: int,
    part: str,
    values: dict[str, str],
    reason: str,
    language: str,
    address_id: int | None = None,
) -> None:
    """Correct a part of the record of a business: a number, the legal name, or an address. `values` are the clean
    fields of the part.

    Raises as the corrections of `apps.shippers` do, and Conflict where an open application will replace the record.
    """
    if blocked := record_replaced_by(shipper_id):
        raise Conflict(blocked, code="blocked")
    told = {"actor": actor, "shipper_id": shipper_id, "reason": reason, "language": language}
    if address_id is not None:
        address_correct(address_id=address_id, values=values, **told)
    elif part == Correction.Part.NAME:
        name_correct(name=values["name"], **told)
    else:
        identifier_correct(kind=values["kind"], number=values["number"], **told)


@transaction.atomic
def records_merge(*, actor: User, kept_id: int, merged_id: int, reason: str) -> Shipper:
    """Merge two records of one business, and return the record that is kept.

    The reported history of the merged record counts for the kept record, which is evaluated anew. Each record keeps its
    profile, its applications, its program entries and its team. A merge can't be undone.

    Raises NotAllowed, Conflict for a business of the actor's own, where the match was dismissed, and where something
    has to be done first (`obstacle`), Invalid without a reason.
    """
    require(actor, "merge_records")
    for shipper_id in (kept_id, merged_id):
        require_impartial(actor, shipper_id)
    if kept_id == merged_id:
        raise InvalidInput(_("Choose two records."))
    if dismissal_between(kept_id, merged_id):
        raise Conflict(DISMISSED, code="dismissed")
    # First, since it locks both; what is refused below is undone.
    merged, kept = sellers_move(from_shipper_id=merged_id, to_shipper_id=kept_id, actor=actor)
    if problem := obstacle(kept, merged):
        raise Conflict(problem, code="blocked")
    record_mark_merged(actor=actor, merged=merged, kept=kept, reason=reason)
    return kept


def obstacle(kept: Shipper, merged: Shipper) -> str:
    """Return what has to be done before the second record can be merged into the first; "" where nothing has to be."""
    for shipper in (kept, merged):
        if shipper.merged_into_id is not None:
            return _("%(name)s was merged into another record already. Use that one.") % {"name": shipper}
    if _is_member(merged):
        if _is_member(kept):
            return _(
                "Both records are members, and each Known Shipper Number is in use. First the membership of one of "
                "them has to end: the business leaves the program with it on its page, or a removal is decided. Then "
                "merge that one."
            )
        return _("%(name)s is a member, the other is not. Keep the member's record.") % {"name": merged}
    waiting = (
        Application.objects.filter(shipper=merged).exclude(state__in=[*FINAL_STATES, ApplicationState.DRAFT]).first()
    )
    if waiting is not None:
        return _(
            "Application %(number)d of %(name)s is open. Decide it first: if the business is known under the other "
            "record, refuse it as a duplicate."
        ) % {"number": waiting.pk, "name": merged}
    return ""


def _is_member(shipper: Shipper) -> bool:
    """Return whether the business is a member, or was approved and will be a member within seconds."""
    standing: Standing | None = getattr(shipper, "standing", None)
    return shipper.ksn is not None if standing is None else standing.status not in FORMER


@transaction.atomic
def shippers_export(*, actor: User, filters: str) -> None:
    """Record that a member of staff exported the list of businesses, with the codes of the filters."""
    require(actor, "export_data")
    record("shippers.exported", subject=("user", actor.pk), actor=actor, filters=filters)
