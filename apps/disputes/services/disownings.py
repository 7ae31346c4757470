"""Disowned shipments: somebody used the number of the business, or a reporter named the business by mistake.

If one party shipped many shipments, the business disowns all of them together. They share one work item, held by the
first open one, and one decision; each can be taken back by itself.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.disputes import work
from apps.disputes.models import Disowning, DisowningFile, StatementState
from apps.disputes.selectors import disownings_decided_together, disownings_left, facts_of, parcel_for
from apps.disputes.services.disputes import disputes_end
from apps.disputes.services.statements import (
    reasons_write,
    statement_cases,
    statement_columns,
    statement_withdraw,
)
from apps.disputes.states import DISOWNING
from apps.ledger.models import Parcel, ShippingSeen
from apps.ledger.names import parcel_named, subject_about
from apps.ledger.selectors import shipments_by
from apps.ledger.services import parcels_disown, party_answer
from apps.shippers.cases import CaseNotice
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.work.selectors import items_open
from apps.work.services import items_close

# This many shipments of the last year are disowned at once, the latest first. The rest can be disowned next.
MAX_TOGETHER = 200
MAX_AGE = timedelta(days=365)
MAX_NAMED = 10
# Disownings of the same party are opened, taken back and decided one after another, so the party is locked first.
DISOWNINGS = statement_cases(
    Disowning.objects.select_related("parcel", "shipper"),
    DISOWNING,
    work.DISOWNING,
    locked_first=("party", lambda key: ShippingSeen.objects.select_for_update(no_key=True).filter(pk=key).first()),
    facts=facts_of,
    title=lambda disowning: f"{disowning.shipper}: {disowning.parcel}",
    event_names={"recommend": "recommended"},
    payload=lambda disowning: {"parcel_id": disowning.parcel_id},
    notice=CaseNotice(
        kind="disownings.decided",
        page=lambda disowning: reverse("portal:disown", args=[disowning.shipper_id, disowning.parcel_id]),
    ),
)
DECISION = ("state", "decided_by", "decided_at", "reasons", "reasons_language", "recording")
DECIDED: dict[str, tuple[Promise, Promise]] = {
    StatementState.ACCEPTED: (
        _lazy("A shipment that you disowned was taken out of your record"),
        _lazy(
            "The shipment no longer counts for you, and nothing that was found in it is yours. Your record is "
            "evaluated again: a proposal that rests on it is dropped, and a tier that it cost you comes back. A "
            "decision that was made before stays until it is appealed or changed: ask us to look at it again. The "
            "officer's reasons:"
        ),
    ),
    StatementState.DECLINED: (
        _lazy("A shipment that you disowned stays in your record"),
        _lazy("An officer found that the shipment is yours. The reasons:"),
    ),
}


@atomic_with_files()
def disowning_open(
    *,
    actor: User,
    shipper_id: int,
    parcel_id: int,
    text: str,
    language: str = "",
    files: Sequence[IdentifiedFile] = (),
) -> Disowning:
    """Disown a parcel under the number of the business, by an owner or a signatory, with files that show it.

    Raise NotFound for a parcel that is not in its record, NotAllowed for other roles, Conflict if the parcel is
    disowned already or was declined as often as it may be, Invalid without a reason.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say how you know that it is not yours."))
    Parcel.objects.select_for_update(no_key=True).filter(pk=parcel_id).first()
    parcel = parcel_for(shipper_id, parcel_id)
    if Disowning.objects.filter(parcel=parcel, state=StatementState.OPEN).exists():
        raise Conflict(
            _("You have disowned this shipment already. An officer is looking at your statement."), code="disowned"
        )
    if not disownings_left(shipper_id, parcel_id):
        raise Conflict(
            _(
                "Officers have decided twice that this shipment is yours. You can appeal what was decided because of "
                "it, or ask us to look at it again."
            ),
            code="declined",
        )
    disowning = Disowning.objects.create(
        shipper_id=shipper_id, parcel=parcel, **statement_columns(actor=actor, text=text, language=language)
    )
    files_add(disowning.files, files, actor)
    DISOWNINGS.opened(disowning, "opened", actor)
    return disowning


@atomic_with_files()
def disownings_open(
    *,
    actor: User,
    shipper_id: int,
    party_id: int,
    text: str,
    language: str = "",
    files: Sequence[IdentifiedFile] = (),
) -> list[Disowning]:
    """Say that a party does not ship for the business, and disown its shipments that are not disowned yet, at most
    `MAX_TOGETHER` at once. The list may be empty.

    Raises as `disowning_open` does.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say how you know that it is not yours."))
    party = party_answer(
        actor=actor, shipper_id=shipper_id, party_id=party_id, answer=ShippingSeen.Answer.NOT_OURS
    )  # a second disowning of the same party at the same time waits here
    before = Disowning.objects.filter(shipper=shipper_id, state__in=[StatementState.OPEN, StatementState.DECLINED])
    shipped = shipments_by(party).filter(date__gte=clock.today() - MAX_AGE).exclude(parcel__in=before.values("parcel"))
    numbers = list(shipped.values_list("parcel", flat=True)[:MAX_TOGETHER])
    # A disowning of a single parcel and this one wait for each other.
    locked = Parcel.objects.select_for_update(no_key=True).filter(pk__in=numbers, voided=False)
    parcels = list(locked.order_by("issuer", "reference", "reuse"))
    said_already = set(before.filter(parcel__in=parcels).values_list("parcel", flat=True))
    columns = statement_columns(actor=actor, text=text, language=language)
    disownings = Disowning.objects.bulk_create(
        Disowning(shipper_id=shipper_id, parcel=parcel, party=party, **columns)
        for parcel in parcels
        if parcel.pk not in said_already
    )
    if disownings:
        first, count = disownings[0], len(disownings)
        files_add(first.files, files, actor)
        _work_open(first, count)
        DISOWNINGS.record(first, "opened_together", actor, party_id=party.pk, count=count)
    return disownings


@transaction.atomic
def disowning_withdraw(*, actor: User, disowning_id: int) -> Disowning:
    """Take a disowning back before it is decided: the parcel is the business's own after all."""
    disowning = DISOWNINGS.lock(disowning_id)
    held = items_open().filter(kind=work.DISOWNING.code, subject_type="disowning", subject_id=disowning_id).exists()
    statement_withdraw(DISOWNINGS, disowning, actor)
    if held and (rest := list(disownings_decided_together(disowning))):
        _work_open(rest[0], len(rest))
    return disowning


@atomic_with_files()
def disowning_recommend(
    *, actor: User, disowning_id: int, reasons: str, files: Sequence[IdentifiedFile] = ()
) -> Disowning:
    """Recommend to accept a disowning, and those of the same party, by an officer, who may add files that show it. The
    business is not told before a second officer has decided.

    Raises NotAllowed, Conflict if it was recommended before, Invalid without reasons and where no file shows it.
    """
    with DISOWNINGS.acting("recommend", disowning_id, actor) as disowning:
        files_add(disowning.files, files, actor)
        together = disownings_decided_together(disowning)
        if not DisowningFile.objects.filter(disowning__in=together.order_by()).exists():
            message = _("There is no proof yet. Add a file, or ask the business for one.")
            raise InvalidInput(message, fields={"files": [message]})
        together.filter(recommended_by=None).update(
            recommended_by=actor, recommended_at=clock.now(), recommendation=text_required(reasons, "reasons")
        )
        disowning.refresh_from_db(fields=["recommended_by", "recommended_at", "recommendation"])
    return disowning


@transaction.atomic
def disowning_decide(*, actor: User, disowning_id: int, decision: str, reasons: str, language: str = "") -> Disowning:
    """Decide a disowning, by an officer: `accept` what another recommended, and the parcel with all violations found in
    it no longer counts for that business, or `decline`. Disownings of the same party are decided with it, and their
    parcels move by one recording; those that were made after the recommendation are not accepted with it.

    Raise NotAllowed, Invalid without reasons, or Conflict if it is decided already or the parcels are no longer in that
    record.
    """
    disowning = DISOWNINGS.lock(disowning_id)
    together = disownings_decided_together(disowning).exclude(pk=disowning.pk).select_related("parcel")
    if decision == "accept":
        together = together.filter(recommended_at=disowning.recommended_at)
    others = list(together)
    with DISOWNINGS.acting(decision, disowning, actor, count=1 + len(others)):
        reasons_write(disowning, reasons, language, actor)
        if disowning.state == StatementState.ACCEPTED:
            parcels = [each.parcel_id for each in (disowning, *others)]
            disowning.recording = parcels_disown(
                actor=actor, parcel_ids=parcels, shipper_id=disowning.shipper_id, note=disowning.reasons
            )
            disputes_end(
                shipper_id=disowning.shipper_id,
                parcel_ids=parcels,
                actor=actor,
                reasons=disowning.reasons,
                language=disowning.reasons_language,
            )
        for other in others:
            for column in DECISION:
                setattr(other, column, getattr(disowning, column))
        Disowning.objects.bulk_update(others, DECISION)
        items_close(kind=work.DISOWNING.code, model="disowning", ids=[other.pk for other in others], actor=actor)
    _decision_notify(disowning, others)
    return disowning


def _decision_notify(disowning: Disowning, others: Sequence[Disowning]) -> None:
    """Tell the team how a disowning, and others of the same party, were decided."""
    subject, opening = DECIDED[disowning.state]
    numbers = ", ".join(each.parcel.reference for each in (disowning, *others)[:MAX_NAMED])
    if len(others) >= MAX_NAMED:
        numbers = format_lazy(_lazy("{numbers} and {count} more"), numbers=numbers, count=1 + len(others) - MAX_NAMED)
    words = with_language(disowning.reasons, disowning.reasons_language)
    DISOWNINGS.tell(disowning, subject_about(subject, parcel_named(disowning.parcel)), numbers, opening, words)


def _work_open(disowning: Disowning, count: int) -> None:
    """Open the work item of disownings that are decided together, under the first of them."""
    assert disowning.party is not None
    DISOWNINGS.work_open(disowning, title=f"{disowning.shipper}: {count} × {disowning.party.code}")
