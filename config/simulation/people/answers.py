"""The decisions of officers about the answers of members to violations, and about allegations that have waited long."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import Dispute, SourceCheck, SourceCheckState, StatementState
from apps.disputes.services import dispute_decide
from apps.disputes.states import ASK_NOTHING
from apps.ledger.allegers import is_alleger
from apps.ledger.models import Violation
from apps.ledger.selectors import service_of
from apps.ledger.services import violation_determine
from apps.ledger.vocabulary import Attribution, Determination
from config.simulation.members import Staff
from config.simulation.numbers.sellers import stream

# An officer takes some days to read an answer.
READ_DAYS = 5
# The longest time from a violation to the determination of its agency is over then (`happenings.ANSWER_DAYS`).
OLD_DAYS = 150
MISTAKEN_SHARE, MITIGATED_SHARE = 0.2, 0.3


def answers_decide(*, staff: Staff, besides: Iterable[int] = ()) -> None:
    """Decide each answer that an officer has had the time to read, unless its source is still to be heard, but none of
    the businesses that play a story (`besides`).
    """
    asked = SourceCheck.objects.filter(dispute=OuterRef("pk"), state=SourceCheckState.OPEN)
    read = Dispute.objects.filter(state=StatementState.OPEN, said_at__lte=clock.now() - timedelta(days=READ_DAYS))
    read = read.exclude(Exists(asked)).exclude(shipper__in=list(besides))
    for dispute in read.select_related("case").order_by("pk"):
        present = Violation.objects.get(pk=dispute.case.violation_id)
        decision, outcome, reasons = _decision(dispute, present)
        officer = _who_did_not_allege(staff, dispute.case_id)
        dispute_decide(actor=officer, dispute_id=dispute.pk, decision=decision, reasons=reasons, outcome=outcome)


def allegations_settle(*, staff: Staff, besides: Iterable[int] = ()) -> None:
    """Determine each allegation that its agency has not determined in its time, by an officer, but none of the
    businesses that play a story (`besides`). A violation that its source did not confirm is reversed.
    """
    day = clock.add_days(clock.today(), -OLD_DAYS)
    waiting = Dispute.objects.filter(case=OuterRef("case"), state=StatementState.OPEN)
    old = Violation.objects.filter(
        pk=F("case__violation_id"),
        determination=Determination.ALLEGED,
        voided=False,
        date__lt=day,
        case__service__answer_by__lt=clock.now(),
    ).exclude(Exists(waiting) | Q(seller__shipper__in=list(besides)))
    for violation in old.select_related("case").order_by("pk"):
        share = stream("settled", violation.case.reference).random()
        if _is_unconfirmed(violation.case_id):
            determination, reason = Determination.REVERSED, "Its source did not confirm it."
        elif share < MITIGATED_SHARE:
            determination, reason = Determination.MITIGATED, "The report stands. It was the first of its kind."
        else:
            determination, reason = Determination.SUSTAINED, "The report stands, and the time to answer it is over."
        violation_determine(
            actor=_who_did_not_allege(staff, violation.case_id),
            case_id=violation.case_id,
            fact={"determination": str(determination)},
            reason=reason,
            told=True,
        )


def _who_did_not_allege(staff: Staff, case_id: int) -> User:
    return staff.officer if is_alleger(staff.second, [case_id]) else staff.second


def _is_unconfirmed(case_id: int) -> bool:
    service = service_of(case_id)
    return service is not None and service.unconfirmed_at is not None


def _decision(dispute: Dispute, present: Violation) -> tuple[str, str, str]:
    """Return what an officer decides about an answer to a violation, of which `present` is the present entry; the
    outcome of an accepted answer; and the reasons.
    """
    if dispute.position in ASK_NOTHING or present.determination == Determination.REVERSED:
        return "note", "", "Thank you. This is on record beside the violation now."
    if _is_unconfirmed(dispute.case_id):
        return "accept", str(Dispute.Outcome.REVERSED), "Its source did not confirm it."
    if stream("answer", dispute.case.reference).random() < MISTAKEN_SHARE:
        by_broker = dispute.position == Dispute.Position.BROKER and present.attribution != Attribution.BROKER
        outcome = Dispute.Outcome.BROKER if by_broker else Dispute.Outcome.REVERSED
        return "accept", str(outcome), "The papers show that it came about as you say."
    return "decline", "", "The papers do not show it. The report of the exam stands."
