"""Reads of the facts beside which the grounds of a denial are checked."""

from collections.abc import Sequence
from operator import attrgetter

from apps.applications.denial_grounds import DenialFacts, contradictions
from apps.applications.models import Application, Check, DenialProposal
from apps.applications.selectors.checklist import CheckedCriterion
from apps.applications.selectors.registers import registered_of
from apps.core.lifecycle import Text
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import COUNTING
from apps.shippers.matches import matches_of
from apps.shippers.selectors import check_differs


def grounds_contradicted(
    application: Application, proposal: DenialProposal, checklist: Sequence[CheckedCriterion]
) -> list[Text]:
    """Return in sentences what is known of an application otherwise than the grounds of its denial say."""
    return contradictions(
        _facts_of(application, checklist),
        reasons=proposal.reasons,
        canned=proposal.canned,
        text=proposal.text,
        duplicate_of=proposal.duplicate_of_id,
    )


def _facts_of(application: Application, checklist: Sequence[CheckedCriterion]) -> DenialFacts:
    latest = max(application.submissions.all(), key=attrgetter("version"), default=None)
    sections = latest.content["sections"] if latest else {}
    registered = registered_of(sections)
    shipper_id = application.shipper_id
    return DenialFacts(
        musts=[checked.criterion.number for checked in checklist if checked.must],
        answers={
            checked.criterion.number: sections.get(checked.criterion.key, {}).get("answer", "") for checked in checklist
        },
        met=_found(checklist, Check.Outcome.MET),
        unmet=_found(checklist, Check.Outcome.NOT_MET),
        storefronts=len(sections.get("storefronts", {}).get("rows", [])),
        replies=lambda: [inquiry.replied_at is not None for inquiry in application.inquiries.all()],
        differs=lambda: bool(registered and registered.differing) or check_differs(shipper_id),
        violations=lambda: violations_of(shipper_id).filter(determination__in=COUNTING).count(),
        matches=lambda: [match.shipper.pk for match in matches_of(shipper_id)],
    )


def _found(checklist: Sequence[CheckedCriterion], outcome: str) -> list[str]:
    """Return the numbers of the criteria that were found so as the answers read now."""
    return [
        checked.criterion.number
        for checked in checklist
        if checked.check and checked.counts and checked.check.outcome == outcome
    ]
