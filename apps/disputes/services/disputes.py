"""Answers to violations: a business answers, an officer decides, and an accepted answer becomes an entry of
the ledger.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.disputes import work
from apps.disputes.models import Dispute, StatementState
from apps.disputes.selectors import facts_of, violation_for
from apps.disputes.services.source_checks import source_check_close, source_check_extend, source_check_open
from apps.disputes.services.statements import (
    reasons_write,
    statement_cases,
    statement_columns,
    statement_withdraw,
)
from apps.disputes.states import ASK_NOTHING, DISPUTE
from apps.ledger.models import Case, Violation
from apps.ledger.names import subject_about, violation_named
from apps.ledger.services import case_answer, case_answer_withdraw, case_hear, violation_determine
from apps.ledger.vocabulary import Determination
from apps.shippers.cases import CaseNotice
from apps.shippers.roles import Ability
from apps.shippers.selectors import require

DISPUTES = statement_cases(
    Dispute.objects.select_related("case", "shipper"),
    DISPUTE,
    work.DISPUTE,
    facts=facts_of,
    title=lambda dispute: f"{dispute.shipper}: {dispute.entry}",
    payload=lambda dispute: {"case_id": dispute.case_id},
    notice=CaseNotice(
        kind="disputes.decided",
        page=lambda dispute: reverse("portal:violation", args=[dispute.shipper_id, dispute.case_id]),
    ),
)
DECIDED: dict[str, tuple[Promise, Promise]] = {
    StatementState.ACCEPTED: (
        _lazy("Your answer to a violation was accepted"),
        _lazy("An officer has changed your record as follows: {outcome}. The reasons:"),
    ),
    StatementState.DECLINED: (
        _lazy("Your answer to a violation was declined"),
        _lazy("Your record stays as it is. The officer's reasons:"),
    ),
    StatementState.NOTED: (
        _lazy("Your answer to a violation was noted"),
        _lazy("An officer has read it. You asked for no change, and your record stays as it is. The officer says:"),
    ),
}

LAID_ON_OTHERS = frozenset({Dispute.Outcome.BROKER, Dispute.Outcome.CARRIER, Dispute.Outcome.THIRD_PARTY})
AFTER_NOTICE = _lazy(
    "See to it that it does not happen again. If the same kind of third party does the same more than 30 days from "
    "now, both weigh as your own doing."
)


@atomic_with_files()
def dispute_open(
    *,
    actor: User,
    shipper_id: int,
    case_id: int,
    position: str,
    text: str,
    language: str = "",
    files: Sequence[IdentifiedFile] = (),
    final: bool = False,
) -> Dispute:
    """Answer a violation, by an owner or a signatory, whether or not a tier changed because of it. With a `final`
    answer the business has said everything; any other leaves it its time to answer.

    Raise NotFound for a violation of another business, NotAllowed for other roles, Conflict if an answer is open or
    nothing is left to answer, Invalid without a text or for too many files.
    """
    require(actor, shipper_id, Ability.ATTEST)
    position = Dispute.Position(position)
    text = text_required(text, "text", _("Write your answer to the violation."))
    # A second answer to the same violation at the same time waits here.
    Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    violation = violation_for(shipper_id, case_id)
    if violation.determination == Determination.REVERSED:
        raise Conflict(_("This violation was reversed. There is nothing left to answer."), code="reversed")
    if Dispute.objects.filter(case=case_id, state=StatementState.OPEN).exists():
        raise Conflict(
            _("You have answered this already. Wait for the decision, or take that answer back first."),
            code="answered",
        )
    dispute = Dispute.objects.create(
        shipper_id=shipper_id,
        case_id=case_id,
        entry=violation,
        position=position,
        **statement_columns(actor=actor, text=text, language=language),
    )
    files_add(dispute.files, files, actor)
    case_answer(case_id=case_id, agreed=position == Dispute.Position.AGREE, final=final)
    if position not in ASK_NOTHING:
        source_check_open(dispute)
    DISPUTES.opened(dispute, "opened", actor, position=str(position))
    return dispute


@atomic_with_files()
def dispute_file_add(*, actor: User, dispute_id: int, files: Sequence[IdentifiedFile]) -> None:
    """Add files to an answer that is not decided yet. Raise Conflict if it is decided, Invalid for no file or
    too many.
    """
    dispute = DISPUTES.lock(dispute_id)
    require(actor, dispute.shipper_id, Ability.ATTEST)
    if dispute.state != StatementState.OPEN:
        raise Conflict(
            _("An officer has decided this answer already. You can't add files to it any more."), code="wrong_state"
        )
    if not files:
        message = _("Choose a file first.")
        raise InvalidInput(message, fields={"files": [message]})
    files_add(dispute.files, files, actor)
    source_check_extend(dispute, actor=actor)
    DISPUTES.record(dispute, "file_added", actor)


@transaction.atomic
def dispute_withdraw(*, actor: User, dispute_id: int) -> Dispute:
    """Take an answer back before it is decided. The business may give another."""
    dispute = statement_withdraw(DISPUTES, DISPUTES.lock(dispute_id), actor)
    source_check_close(dispute, actor=actor)
    if not Dispute.objects.filter(case=dispute.case_id, decided_at__isnull=False).exists():
        case_answer_withdraw(case_id=dispute.case_id)
    return dispute


@transaction.atomic
def dispute_decide(
    *, actor: User, dispute_id: int, decision: str, reasons: str, outcome: str = "", language: str = ""
) -> Dispute:
    """Decide an answer, by an officer: `accept` with an outcome, which becomes an entry of the ledger, `decline` or
    `note`.

    Raise NotAllowed, Conflict if it is decided already, Invalid without reasons, or if the outcome is missing or is in
    the record already.
    """
    with DISPUTES.acting(decision, dispute_id, actor) as dispute:
        reasons_write(dispute, reasons, language, actor)
        # The business is heard now, so the allegation may be determined, also by accepting the answer below.
        case_hear(case_id=dispute.case_id)
        if dispute.state == StatementState.ACCEPTED:
            dispute.outcome = text_required(outcome, "outcome", _("Say what happens to the violation."))
            case = violation_determine(
                actor=actor,
                case_id=dispute.case_id,
                fact=_fact_of(dispute.outcome),
                reason=dispute.reasons,
                language=dispute.reasons_language,
                told=True,
            )
            dispute.result_id = case.violation_id
            source_check_close(dispute, actor=actor)
    subject, opening = DECIDED[dispute.state]
    present = Violation.objects.select_related("case", "parcel").get(pk=dispute.case.violation_id)
    DISPUTES.tell(
        dispute,
        subject_about(subject, violation_named(present)),
        format_lazy(opening, outcome=Dispute.Outcome(dispute.outcome).label if dispute.outcome else ""),
        with_language(dispute.reasons, dispute.reasons_language),
        *([AFTER_NOTICE] if dispute.outcome in LAID_ON_OTHERS else []),
    )
    return dispute


def disputes_end(*, shipper_id: int, parcel_ids: Collection[int], actor: User, reasons: str, language: str) -> None:
    """Accept the open answers of a business to violations with parcels that were taken out of its record, in the
    caller's transaction: nothing is left to decide. The team is told of the parcels, and of nothing else.
    """
    entries = Violation.objects.filter(case=OuterRef("case"), pk=F("case__violation_id"), parcel__in=parcel_ids)
    answers = Dispute.objects.filter(Exists(entries), shipper=shipper_id, state=StatementState.OPEN).order_by("pk")
    for dispute_id in answers.values_list("pk", flat=True):
        with DISPUTES.acting("accept", dispute_id, actor) as dispute:
            reasons_write(dispute, reasons, language, actor)
            dispute.result_id = dispute.case.violation_id
            source_check_close(dispute, actor=actor)


def _fact_of(outcome: str) -> dict[str, Any]:
    """Return the fields of a violation that the outcome of an answer changes."""
    if outcome in (Dispute.Outcome.REVERSED, Dispute.Outcome.MITIGATED):
        return {"determination": outcome}
    return {"attribution": outcome}
