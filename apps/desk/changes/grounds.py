"""The facts that an officer reads before deciding about a proposed change: its grounds, the answers of the business to
each ground, the work items of the change, and the effect of a suspension.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.lazy import Promise
from apps.disputes.models import Dispute, StatementState
from apps.evaluation.explanations import FindingText
from apps.ledger.models import Reporter, Violation
from apps.ledger.selectors import months_of
from apps.policy.selectors import policy_on, terms_of
from apps.standing.models import FindingAnswer, ProposedChange, Standing
from apps.standing.proposals.notices import GroundText, grounds_of_notice
from apps.standing.selectors import (
    BenefitText,
    benefits_of,
    named_with_grounds,
    suspensions_last_hour,
)

# The parcels of this many months show how much trade a suspension stops.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class AnsweredViolation:
    """A violation that a notice names, with the answers of the business."""

    violation: Violation
    answers: list[Dispute]


@dataclass(frozen=True, slots=True)
class ChangeGround:
    """A finding that a change rests on, with the answer to it and the violations behind it. `finding` is None for
    violations that an officer named besides."""

    finding: FindingText | None
    answer: FindingAnswer | None
    violations: list[AnsweredViolation]


def grounds_answered(shown: ProposedChange, named: list[Violation] | None = None) -> list[ChangeGround]:
    """Return the grounds of a proposed change, each with the answers of the business. A caller that has read
    `violations_named` gives them.
    """
    grounds = grounds_of_notice(shown, named)
    said = _answers_by_case(shown, grounds)
    is_answered = shown.response and any(ground.finding for ground in grounds)
    answers = {answer.rule: answer for answer in shown.answers.all()} if is_answered else {}
    return [
        ChangeGround(
            ground.finding,
            answers.get(ground.finding.rule) if ground.finding else None,
            [AnsweredViolation(violation, said[violation.case_id]) for violation in ground.violations],
        )
        for ground in grounds
    ]


def _answers_by_case(shown: ProposedChange, grounds: Iterable[GroundText]) -> dict[int, list[Dispute]]:
    cases = {violation.case_id for ground in grounds for violation in ground.violations}
    said: dict[int, list[Dispute]] = defaultdict(list)
    if cases:
        answers = Dispute.objects.filter(shipper=shown.shipper_id, case__in=cases).exclude(
            state=StatementState.WITHDRAWN
        )
        for answer in answers.order_by("-pk"):
            said[answer.case_id].append(answer)
    return said


@dataclass(frozen=True, slots=True)
class SuspendingViolation:
    """A violation for which a business would be suspended at once.

    `stands_for` is the officer or the agency that answers for the report; "" while nobody does. `why_not` says why.
    """

    violation: Violation
    stands_for: User | Reporter | str
    why_not: Promise | str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """The number of suspensions at once that a source caused within the last hour."""

    source: Reporter
    count: int


@dataclass(frozen=True, slots=True)
class SuspensionEffect:
    """The effect of a suspension at once: on which business, and for which violations."""

    standing: Standing | None
    benefits: list[BenefitText]
    parcels: int
    criticals: list[SuspendingViolation]
    sources: list[SourceCount]
    most: int


def suspension_effect(shown: ProposedChange) -> SuspensionEffect:
    """Return what an officer reads before confirming a suspension at once."""
    today, standing = clock.today(), getattr(shown.shipper, "standing", None)
    criticals = _criticals(shown)
    sources = {each.violation.case.reporter_id: each.violation.case.reporter for each in criticals}
    recent = suspensions_last_hour(sources)
    months = months_of(shown.shipper_id, clock.add_months(today, 1 - MONTHS))
    return SuspensionEffect(
        standing=standing,
        benefits=benefits_of(standing) if standing else [],
        parcels=sum(month["shipments"] for month in months),
        criticals=criticals,
        sources=[SourceCount(source, recent[key]) for key, source in sorted(sources.items())],
        most=terms_of(policy_on(today)).changes.at_once_per_hour,
    )


def _criticals(shown: ProposedChange) -> list[SuspendingViolation]:
    criticals = []
    for violation, ground in named_with_grounds(shown):
        stands = ground.officer or ground.reporter if ground and ground.confirmed else ""
        criticals.append(SuspendingViolation(violation, stands, "" if stands else _why_nobody(violation)))
    return criticals


def _why_nobody(violation: Violation) -> Promise:
    if violation.voided:
        return _lazy("Not determined: the report was taken back")
    if violation.self_disclosed:
        return _lazy("Not determined: the business disclosed it, and an officer checks first")
    return _lazy("This source cannot determine this category")


def overdue() -> Q:
    """Return the condition of proposed changes that were to be decided before now."""
    return Q(decided_at=None, decide_by__lt=clock.now())
