"""What the page of a notice shows of its grounds: each finding, the violations behind it, and what was said to each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apps.disputes.models import Dispute, State
from apps.disputes.selectors import answers_latest
from apps.evaluation.explain import FindingText
from apps.ledger.law import BROKEN
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Determination
from apps.standing.models import FindingAnswer, ProposedChange
from apps.standing.proposals.notices import grounds_shown

# So many violations of a finding stand open on the page; the others are there to be unfolded.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Behind:
    """A violation behind a notice. `recorded`: it is in the record of the business still, and has a page there."""

    violation: Violation
    answer: Dispute | None
    recorded: bool

    @property
    def law(self) -> str:
        return ", ".join(BROKEN[self.violation.category])

    @property
    def is_answerable(self) -> bool:
        answered = self.answer is not None and self.answer.state == State.OPEN
        return self.recorded and not answered and self.violation.determination != Determination.REVERSED


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding with the violations behind it; without one, those that an officer named."""

    finding: FindingText | None
    answer: FindingAnswer | None
    behind: Sequence[Behind]

    @property
    def first(self) -> Sequence[Behind]:
        return self.behind[:SHOWN]

    @property
    def rest(self) -> Sequence[Behind]:
        return self.behind[SHOWN:]


def grounds_of(proposal: ProposedChange) -> list[Ground]:
    texts = grounds_shown(proposal)
    cases = {violation.case_id for text in texts for violation in text.violations}
    said = answers_latest(proposal.shipper_id, cases) if cases else {}
    answers = {answer.rule: answer for answer in proposal.answers.all()} if proposal.response else {}
    return [
        Ground(
            text.finding,
            answers.get(text.finding.rule) if text.finding else None,
            sorted((_behind(violation, said, proposal) for violation in text.violations), key=_unanswered),
        )
        for text in texts
    ]


def _behind(violation: Violation, said: Mapping[int, Dispute], proposal: ProposedChange) -> Behind:
    recorded = not violation.voided and violation.seller.shipper_id == proposal.shipper_id
    return Behind(violation, said.get(violation.case_id), recorded)


def _unanswered(behind: Behind) -> bool:
    """What was answered comes first, so that it is in sight."""
    return behind.answer is None


def findings_in(grounds: Sequence[Ground]) -> list[FindingText]:
    return [ground.finding for ground in grounds if ground.finding]


def answerable(grounds: Sequence[Ground]) -> list[Violation]:
    """The violations to which something can be said now, each once, the latest first."""
    open_now = {one.violation.case_id: one.violation for one in _all(grounds) if one.is_answerable}
    return sorted(open_now.values(), key=lambda violation: (violation.date, violation.pk), reverse=True)


def _all(grounds: Sequence[Ground]) -> Iterator[Behind]:
    return (one for ground in grounds for one in ground.behind)
