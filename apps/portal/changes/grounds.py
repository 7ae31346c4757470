"""The grounds of a notice: each finding, the violations on which the finding rests, and the answers to both."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.disputes.models import Dispute, StatementState
from apps.disputes.selectors import answers_latest
from apps.evaluation.explanations import FindingText
from apps.ledger.law import citations_of
from apps.ledger.models import Violation
from apps.ledger.selectors import controlled_with
from apps.ledger.vocabulary import Determination
from apps.standing.models import FindingAnswer, ProposedChange
from apps.standing.proposals.notices import grounds_of_notice

# The most violations of a finding that are shown at once; the page unfolds the others.
MAX_SHOWN = 5


@dataclass(frozen=True, slots=True)
class GroundViolation:
    """A violation on which a notice rests. `recorded` is whether it is still in the record of the business, `together`
    whether it is in that of another number that is judged together with the business.
    """

    violation: Violation
    answer: Dispute | None
    recorded: bool
    together: bool

    @property
    def law(self) -> str:
        """Return the provisions of law that apply to the violation."""
        return ", ".join(citations_of(self.violation.category, self.violation.culpability))

    @property
    def is_answerable(self) -> bool:
        """Return whether the business can answer the violation now."""
        answered = self.answer is not None and self.answer.state == StatementState.OPEN
        return self.recorded and not answered and self.violation.determination != Determination.REVERSED


@dataclass(frozen=True, slots=True)
class GroundShown:
    """A finding with its violations; the violations that an officer named have no finding."""

    finding: FindingText | None
    answer: FindingAnswer | None
    violations: Sequence[GroundViolation]

    @property
    def first(self) -> Sequence[GroundViolation]:
        """Return the violations that are shown at once."""
        return self.violations[:MAX_SHOWN]

    @property
    def rest(self) -> Sequence[GroundViolation]:
        """Return the violations that are folded away."""
        return self.violations[MAX_SHOWN:]


def grounds_of(proposal: ProposedChange) -> list[GroundShown]:
    """Return the grounds of a notice with the latest answers of the business."""
    texts = grounds_of_notice(proposal)
    cases = {violation.case_id for text in texts for violation in text.violations}
    disputes = answers_latest(proposal.shipper_id, cases) if cases else {}
    accused = {violation.seller.shipper_id for text in texts for violation in text.violations}
    group = controlled_with([proposal.shipper_id])[proposal.shipper_id] if accused - {proposal.shipper_id} else ()
    answers = {answer.rule: answer for answer in proposal.answers.all()} if proposal.response else {}
    return [
        GroundShown(
            text.finding,
            answers.get(text.finding.rule) if text.finding else None,
            sorted(
                (_ground_violation(violation, disputes, proposal, group) for violation in text.violations),
                key=_answered_first,
            ),
        )
        for text in texts
    ]


def _ground_violation(
    violation: Violation, disputes: Mapping[int, Dispute], proposal: ProposedChange, group: Collection[int]
) -> GroundViolation:
    accused = violation.seller.shipper_id
    recorded = not violation.voided and accused == proposal.shipper_id
    together = not violation.voided and not recorded and accused in group
    return GroundViolation(violation, disputes.get(violation.case_id), recorded, together)


def _answered_first(violation: GroundViolation) -> bool:
    """Return a key by which answered violations are sorted first, so that the answers are seen."""
    return violation.answer is None


def findings_in(grounds: Sequence[GroundShown]) -> list[FindingText]:
    """Return the findings of the rules among the grounds."""
    return [ground.finding for ground in grounds if ground.finding]


def violations_answerable(grounds: Sequence[GroundShown]) -> list[Violation]:
    """Return the violations that can be answered now, each once, the latest first."""
    open_now = {one.violation.case_id: one.violation for one in _all(grounds) if one.is_answerable}
    return sorted(open_now.values(), key=lambda violation: (violation.date, violation.pk), reverse=True)


def _all(grounds: Sequence[GroundShown]) -> Iterator[GroundViolation]:
    return (one for ground in grounds for one in ground.violations)
