"""Shipments that a business says are not its own: somebody used its number, or reported it by mistake."""

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict
from apps.core.languages import with_language
from apps.disputes import work
from apps.disputes.models import Disowning, State
from apps.disputes.selectors import facts_of, parcel_for
from apps.disputes.services.statements import (
    said,
    stated,
    statement_closed,
    statement_decide,
    statement_locked,
    statement_opened,
    statement_withdraw,
    team_tell,
)
from apps.disputes.states import DISOWNING
from apps.ledger.models import Parcel
from apps.ledger.services import parcel_disown
from apps.shippers.roles import Ability
from apps.shippers.selectors import require

DECIDED: dict[str, tuple[Promise, Promise]] = {
    State.ACCEPTED: (
        _("A shipment that you disowned was taken out of your record"),
        _("It counts for you no longer. The officer's reasons:"),
    ),
    State.DECLINED: (
        _("A shipment that you disowned stays in your record"),
        _("An officer found that it is yours. The reasons:"),
    ),
}


@transaction.atomic
def disowning_open(*, actor: User, shipper_id: int, parcel_id: int, text: str, language: str = "") -> Disowning:
    """Say that a parcel under the business's number is not its own, by an owner or a signatory.

    Raises NotFound for a parcel that is not in its record, NotAllowed for other roles, Conflict where it was said
    already, Invalid without a reason.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = stated(text, "text", _now("Say how you know that it is not yours."))
    Parcel.objects.select_for_update(no_key=True).filter(pk=parcel_id).first()
    parcel = parcel_for(shipper_id, parcel_id)
    if Disowning.objects.filter(parcel=parcel, state=State.OPEN).exists():
        raise Conflict(_now("You have said so already. An officer looks at it."), code="disowned")
    disowning = Disowning.objects.create(
        shipper_id=shipper_id, parcel=parcel, **said(actor=actor, text=text, language=language)
    )
    statement_opened(
        disowning,
        kind=work.DISOWNING.code,
        title=f"{disowning.shipper}: {parcel}",
        actor=actor,
        parcel_id=parcel.pk,
    )
    return disowning


@transaction.atomic
def disowning_withdraw(*, actor: User, disowning_id: int) -> Disowning:
    """Say that the parcel is one's own after all, before it is decided."""
    disowning = statement_locked(Disowning, disowning_id, "parcel")
    statement_withdraw(disowning, DISOWNING, actor=actor)
    _closed(disowning, actor)
    return disowning


@transaction.atomic
def disowning_decide(*, actor: User, disowning_id: int, decision: str, reasons: str, language: str = "") -> Disowning:
    """An officer's decision: `accept`, and the parcel counts for that business no longer, or `decline`.

    Raises NotAllowed, Invalid without reasons, or Conflict where it is decided already or the parcel is not in that
    record any more.
    """
    disowning = statement_locked(Disowning, disowning_id, "parcel")
    transition = DISOWNING.check(
        state=disowning.state,
        action=decision,
        held=permissions.held(actor),
        facts=facts_of(disowning, actor),
    )
    statement_decide(disowning, transition, actor=actor, reasons=reasons, language=language)
    if disowning.state == State.ACCEPTED:
        disowning.recording = parcel_disown(
            actor=actor,
            parcel_id=disowning.parcel_id,
            shipper_id=disowning.shipper_id,
            note=disowning.reasons,
        )
    _closed(disowning, actor)
    subject, opening = DECIDED[disowning.state]
    team_tell(
        disowning,
        kind="disownings.decided",
        subject=subject,
        body=format_lazy(
            "{number}\n\n{opening}\n\n{reasons}",
            number=disowning.parcel.reference,
            opening=opening,
            reasons=with_language(disowning.reasons, disowning.reasons_language),
        ),
        link=reverse("portal:disown", args=[disowning.shipper_id, disowning.parcel_id]),
    )
    return disowning


def _closed(disowning: Disowning, actor: User) -> None:
    statement_closed(disowning, kind=work.DISOWNING.code, actor=actor, parcel_id=disowning.parcel_id)
