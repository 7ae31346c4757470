"""Until when a decision may be appealed: the time is that of the policy of the decision, and begins with its delivery.

After 6 U.S.C. 967(b) and 6 U.S.C. 967(c)(2), one finding alone has a shorter time: that of an officer that the member
knowingly gave false information at a validation visit.
"""

from dataclasses import dataclass
from datetime import date, datetime

from apps.core import clock
from apps.core.deadlines import deadline
from apps.ledger.models import Recording, Violation
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import COUNTING, Category
from apps.policy.models import Policy
from apps.policy.procedures import Clocks
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.zones import zone_of
from apps.standing.proposals.models import ProposedChange


@dataclass(frozen=True, slots=True)
class FalseInformation:
    """The case of the false statement that an officer found, and the day of the visit at which it was made."""

    case_id: int
    visited_on: date


def false_statements_found(shipper_id: int) -> list[Violation]:
    """Return the false statements to the program that an officer recorded as established for a business."""
    return list(
        violations_of(shipper_id).filter(
            category=Category.FALSE_STATEMENT, determination__in=COUNTING, recording__kind=Recording.Kind.DESK
        )
    )


def false_information_of(proposal: ProposedChange) -> FalseInformation | None:
    """Return the finding of false information that the notice of a proposed change names, if it names one."""
    if not proposal.false_statement:
        return None
    named = proposal.notice["false_information"]
    return FalseInformation(named["case"], date.fromisoformat(named["visited_on"]))


def names_more(proposal: ProposedChange) -> bool:
    """Say whether a notice rests on more than the finding of false information."""
    named = false_information_of(proposal)
    notice = proposal.notice
    return named is None or bool(notice["findings"]) or set(notice["cases"]) != {named.case_id}


def appeal_until(proposal: ProposedChange, policy: Policy | None = None) -> datetime | None:
    """Return until when the seller may appeal the decision; None before a decision, for one that took nothing away, and
    for one that was not delivered yet: its time has not begun.

    `policy` is the policy in force today, if the caller knows it.
    """
    if not _has_begun(proposal):
        return None
    clocks = _clocks(proposal, policy)
    return _after_delivery(proposal, clocks.appeal_days if names_more(proposal) else clocks.appeal_false_statement_days)


def false_information_appeal_until(proposal: ProposedChange) -> datetime | None:
    """Return until when the finding of false information may be appealed; None where the notice names none, and as
    `appeal_until` otherwise.
    """
    if false_information_of(proposal) is None or not _has_begun(proposal):
        return None
    return _after_delivery(proposal, _clocks(proposal, None).appeal_false_statement_days)


def _has_begun(proposal: ProposedChange) -> bool:
    return proposal.decision_served_at is not None and proposal.takes_away


def _clocks(proposal: ProposedChange, policy: Policy | None) -> Clocks:
    """Return the clocks of the policy in force when a change was decided."""
    assert proposal.decided_at is not None
    decided_on = clock.day_of(proposal.decided_at)
    if policy is None or policy.first_day > decided_on:
        policy = policy_on(decided_on)
    return terms_of(policy).clocks


def _after_delivery(proposal: ProposedChange, days: int) -> datetime:
    assert proposal.decision_served_at is not None
    return deadline(proposal.decision_served_at, days, zone_of(proposal.shipper))
