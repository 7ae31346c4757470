"""Shipments that a business says are not its own: somebody used its number, or reported it by mistake.

Where one party shipped many of them, the business says so of all at once. They are one piece of work, which the first
that is open holds, and one decision; each can be taken back by itself.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.languages import with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.disputes import work
from apps.disputes.models import Disowning, State
from apps.disputes.selectors import facts_of, parcel_for, together_with
from apps.disputes.services.statements import (
    said,
    statement_closed,
    statement_decide,
    statement_locked,
    statement_opened,
    statement_record,
    statement_withdraw,
    team_tell,
)
from apps.disputes.states import DISOWNING
from apps.ledger.models import Parcel, ShippingSeen
from apps.ledger.selectors import shipments_by
from apps.ledger.services import parcels_disown, party_answer
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.work.selectors import items_open
from apps.work.services import item_close, item_open

# So many are disowned at once, the latest first, of those of the last days. What is left can be disowned next.
MAX_TOGETHER = 200
LATELY = timedelta(days=365)
MAX_NAMED = 10
DECISION = ("state", "decided_by", "decided_at", "reasons", "reasons_language", "recording")
DECIDED: dict[str, tuple[Promise, Promise]] = {
    State.ACCEPTED: (
        _lazy("A shipment that you disowned was taken out of your record"),
        _lazy("It counts for you no longer. The officer's reasons:"),
    ),
    State.DECLINED: (
        _lazy("A shipment that you disowned stays in your record"),
        _lazy("An officer found that it is yours. The reasons:"),
    ),
}


@transaction.atomic
def disowning_open(*, actor: User, shipper_id: int, parcel_id: int, text: str, language: str = "") -> Disowning:
    """Say that a parcel under the business's number is not its own, by an owner or a signatory.

    Raises NotFound for a parcel that is not in its record, NotAllowed for other roles, Conflict where it was said
    already, Invalid without a reason.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say how you know that it is not yours."))
    Parcel.objects.select_for_update(no_key=True).filter(pk=parcel_id).first()
    parcel = parcel_for(shipper_id, parcel_id)
    if Disowning.objects.filter(parcel=parcel, state=State.OPEN).exists():
        raise Conflict(_("You have said so already. An officer looks at it."), code="disowned")
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
def disownings_open(*, actor: User, shipper_id: int, party_id: int, text: str, language: str = "") -> list[Disowning]:
    """Say that somebody seen shipping under the business's number does not ship for it, and that what it shipped is not
    the business's own: of up to `MAX_TOGETHER` shipments at once, that were not disowned before. There may be none.

    Raises as `disowning_open` does.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say how you know that it is not yours."))
    party = party_answer(
        actor=actor, shipper_id=shipper_id, party_id=party_id, answer=ShippingSeen.Answer.NOT_OURS
    )  # who says so of the same party at the same time waits here
    before = Disowning.objects.filter(shipper=shipper_id, state__in=[State.OPEN, State.DECLINED])
    shipped = shipments_by(party).filter(date__gte=clock.today() - LATELY).exclude(parcel__in=before.values("parcel"))
    numbers = list(shipped.values_list("parcel", flat=True)[:MAX_TOGETHER])
    # Whoever disowns one of them by itself waits for these, and they for it.
    locked = Parcel.objects.select_for_update(no_key=True).filter(pk__in=numbers, voided=False)
    parcels = list(locked.order_by("issuer", "reference", "reuse"))
    said_already = set(before.filter(parcel__in=parcels).values_list("parcel", flat=True))
    columns = said(actor=actor, text=text, language=language)
    disownings = Disowning.objects.bulk_create(
        Disowning(shipper_id=shipper_id, parcel=parcel, party=party, **columns)
        for parcel in parcels
        if parcel.pk not in said_already
    )
    if disownings:
        _hold(disownings[0], len(disownings))
        statement_record(
            disownings[0], "opened_together", actor, parcel_id=disownings[0].parcel_id, party_id=party.pk,
            count=len(disownings),
        )  # fmt: skip
    return disownings


@transaction.atomic
def disowning_withdraw(*, actor: User, disowning_id: int) -> Disowning:
    """Say that the parcel is one's own after all, before it is decided."""
    _party_locked(disowning_id)
    disowning = statement_locked(Disowning, disowning_id, "parcel")
    statement_withdraw(disowning, DISOWNING, actor=actor)
    held = _holds(disowning)
    _closed(disowning, actor)
    if held and (rest := list(together_with(disowning))):
        _hold(rest[0], len(rest))
    return disowning


@transaction.atomic
def disowning_decide(*, actor: User, disowning_id: int, decision: str, reasons: str, language: str = "") -> Disowning:
    """An officer's decision: `accept`, and the parcel counts for that business no longer, or `decline`. What was
    disowned together with it is decided with it, and moves by one recording.

    Raises NotAllowed, Invalid without reasons, or Conflict where it is decided already or the parcels are not in that
    record any more.
    """
    _party_locked(disowning_id)
    disowning = statement_locked(Disowning, disowning_id, "parcel")
    transition = DISOWNING.check(
        state=disowning.state,
        action=decision,
        held=permissions.held(actor),
        facts=facts_of(disowning, actor),
    )
    others = list(together_with(disowning).exclude(pk=disowning.pk).select_related("parcel"))
    statement_decide(disowning, transition, actor=actor, reasons=reasons, language=language)
    if disowning.state == State.ACCEPTED:
        disowning.recording = parcels_disown(
            actor=actor,
            parcel_ids=[each.parcel_id for each in (disowning, *others)],
            shipper_id=disowning.shipper_id,
            note=disowning.reasons,
        )
    for other in others:
        for column in DECISION:
            setattr(other, column, getattr(disowning, column))
    Disowning.objects.bulk_update(others, DECISION)
    for other in others:
        item_close(kind=work.DISOWNING.code, subject=("disowning", other.pk), actor=actor)
    _closed(disowning, actor, count=1 + len(others))
    _tell(disowning, others)
    return disowning


def _tell(disowning: Disowning, others: Sequence[Disowning]) -> None:
    subject, opening = DECIDED[disowning.state]
    numbers = ", ".join(each.parcel.reference for each in (disowning, *others)[:MAX_NAMED])
    if len(others) >= MAX_NAMED:
        numbers = format_lazy(_lazy("{numbers} and {count} more"), numbers=numbers, count=1 + len(others) - MAX_NAMED)
    team_tell(
        disowning,
        kind="disownings.decided",
        subject=subject,
        body=format_lazy(
            "{number}\n\n{opening}\n\n{reasons}",
            number=numbers,
            opening=opening,
            reasons=with_language(disowning.reasons, disowning.reasons_language),
        ),
        link=reverse("portal:disown", args=[disowning.shipper_id, disowning.parcel_id]),
    )


def _party_locked(disowning_id: int) -> None:
    """What is disowned of one party is said, taken back and decided one after another."""
    party = Disowning.objects.filter(pk=disowning_id).values("party")
    ShippingSeen.objects.select_for_update(no_key=True).filter(pk__in=party).first()


def _holds(disowning: Disowning) -> bool:
    """Whether the work waits under this one."""
    return items_open().filter(kind=work.DISOWNING.code, subject_type="disowning", subject_id=disowning.pk).exists()


def _hold(disowning: Disowning, count: int) -> None:
    """Have those that are decided together wait for an officer, under the first of them."""
    assert disowning.party is not None
    item_open(
        kind=work.DISOWNING.code,
        subject=("disowning", disowning.pk),
        title=f"{disowning.shipper}: {count} × {disowning.party.code}",
        shipper_id=disowning.shipper_id,
        country=disowning.shipper.country.code,
        due_at=disowning.decide_by,
    )


def _closed(disowning: Disowning, actor: User, **more: int) -> None:
    statement_closed(disowning, kind=work.DISOWNING.code, actor=actor, parcel_id=disowning.parcel_id, **more)
