"""The violations behind an evaluation: which of them suspend at once, who confirmed each, and which are still
established.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from apps.accounts.models import User
from apps.evaluation.explanations import findings_of
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import compliance_rate, critical_violation, grave_violations, points
from apps.evaluation.selectors import records_now
from apps.evaluation.weights import loss_of, offenses_within, weight_at
from apps.ledger.models import Recording, Reporter, Violation
from apps.ledger.vocabulary import COUNTING, GRAVE, RECORDED_BASIS, Severity, severity_of
from apps.policy.selectors import terms_of
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.appeal_times import FalseInformation


@dataclass(frozen=True, slots=True)
class SuspensionGround:
    """A critical finding that suspends at once.

    `confirmed`: an officer recorded the violation, or an agency reported it within its competence, and the seller did
    not disclose it itself. A self-disclosed violation is always looked at first.
    """

    case_id: int
    reporter: Reporter
    confirmed: bool
    officer: User | None
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerGrounds:
    """The grounds on which an officer proposes a change: the reasons in the officer's language, the violations and the
    parcels that the notice names, and the finding of false information if there is one.
    """

    officer: User
    reasons: str
    language: str
    cases: list[int]
    parcels: list[int]
    false_information: FalseInformation | None = None


def grounds_of(evaluation: Evaluation | None) -> list[SuspensionGround]:
    """Return the critical findings that suspend at once by this evaluation, as recorded now, in the order of their
    cases.
    """
    if evaluation is None or not evaluation.suspend:
        return []
    found = _recorded_now().filter(case__revisions__in=_suspending(evaluation))
    return [_ground(violation) for violation in found.distinct()]


def named_with_grounds(proposal: ProposedChange) -> list[tuple[Violation, SuspensionGround | None]]:
    """Return the violations that a proposed change names, as recorded now, in the order of their cases, each with what
    it is as a critical finding that suspends at once; None for a violation that does not suspend. Takes one query.
    """
    evaluation = proposal.evaluation
    suspending = _suspending(evaluation) if evaluation is not None and evaluation.suspend else []
    revisions = Violation.objects.filter(case=OuterRef("case"), pk__in=suspending)
    found: list[Any] = list(
        _recorded_now()
        .filter(case__in=cases_of(proposal))
        .select_related("parcel")
        .annotate(suspends=Exists(revisions))
    )
    return [(violation, _ground(violation) if violation.suspends else None) for violation in found]


def _recorded_now() -> QuerySet[Violation]:
    found = Violation.objects.filter(pk=F("case__violation_id"))
    return found.select_related("case__reporter", "recording__actor", "recording__reporter").order_by("case")


def _ground(violation: Violation) -> SuspensionGround:
    desk = violation.recording.kind == Recording.Kind.DESK
    stands = desk or violation.recording.reporter.determines(violation.category)
    return SuspensionGround(
        case_id=violation.case_id,
        reporter=violation.case.reporter,
        confirmed=stands and not violation.self_disclosed,
        officer=violation.recording.actor if desk else None,
        category=violation.category,
    )


def _suspending(evaluation: Evaluation) -> list[int]:
    return [
        violation
        for finding in findings_of(evaluation)
        if finding.suspend
        for violation in finding.detail["suspending"]
    ]


def cases_of(proposal: ProposedChange) -> frozenset[int]:
    """Return the cases that a proposed change names. A case keeps its number through its revisions."""
    return frozenset(proposal.notice["cases"])


def cases_decided(shipper_id: int) -> frozenset[int]:
    """Return the cases for which an officer once decided a suspension, or for which a suspension was lifted or lapsed.
    These cases do not suspend at once again.
    """
    suspensions = ProposedChange.objects.filter(shipper=shipper_id, at_once=True, evaluation__isnull=False)
    decided = [
        proposal
        for proposal in suspensions.select_related("evaluation")
        if proposal.decided_by_id or proposal.lifted_at or proposal.state == ProposalState.LAPSED
    ]
    return frozenset().union(*map(cases_of, decided))


def cases_reversed(cases: Iterable[int]) -> bool:
    """Say whether none of these violations is established any more: each was reversed, or its report was taken back."""
    cases = list(cases)
    present = Violation.objects.filter(case__in=cases, pk=F("case__violation_id"), voided=False)
    return bool(cases) and not present.filter(determination__in=COUNTING).exists()


def cases_by_rule(evaluation: Evaluation) -> dict[str, list[int]]:
    """Return the cases behind each finding that rests on violations, by rule. The evaluation must be fresh."""
    terms = terms_of(evaluation.policy)
    record = records_now([evaluation.shipper_id], as_of=evaluation.as_of, terms=terms)[evaluation.shipper_id]
    first = record.month - terms.windows.record_months + 1
    recent = offenses_within(record, record.offenses, terms.windows.points_months)
    heavy = [each for each in recent if weight_at(each, terms.weights, record.month - each.month)]
    behind = {
        compliance_rate.CODE: [
            each.id
            for each in record.offenses
            if each.drawn and each.drawn.month >= first and loss_of(each, terms.weights)
        ],
        points.CODE: [each.id for each in heavy if points.has_points(each)],
        grave_violations.CODE: [each.id for each in heavy if each.culpability in GRAVE],
    }
    for finding in findings_of(evaluation):
        if finding.rule == critical_violation.CODE:
            behind[finding.rule] = [*finding.detail["violations"], *finding.detail["suspending"]]
    entries = {pk for ids in behind.values() for pk in ids}
    cases = dict(Violation.objects.filter(pk__in=entries).values_list("pk", "case"))
    return {rule: sorted({cases[pk] for pk in ids if pk in cases}) for rule, ids in behind.items()}


def is_critical(proposal: ProposedChange, named: Iterable[Violation] | None = None) -> bool:
    """Say whether a proposed change rests on a critical finding with a recorded basis that is still established. A
    caller that has read the violations that the change names gives them.
    """
    if named is None:
        named = Violation.objects.filter(case__in=cases_of(proposal), pk=F("case__violation_id"))
    return any(
        severity_of(violation.category, violation.culpability) == Severity.CRITICAL
        for violation in named
        if not violation.voided and violation.determination in COUNTING and violation.basis in RECORDED_BASIS
    )
