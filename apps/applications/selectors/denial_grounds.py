"""Reads of the facts beside which the grounds of a denial are checked."""

from apps.applications.denial_grounds import Facts, contradictions
from apps.applications.models import Application, Check, DenialProposal
from apps.applications.selectors.applications import submission_latest
from apps.applications.selectors.checklist import CheckedCriterion, checklist_of
from apps.applications.selectors.registers import registered_of
from apps.core.lifecycle import Text
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import COUNTING
from apps.shippers.matches import matches_of
from apps.shippers.selectors import check_differs


def grounds_contradicted(application: Application, proposal: DenialProposal) -> list[Text]:
    """Return in sentences what is known of an application otherwise than the grounds of its denial say."""
    return contradictions(
        _facts_of(application, proposal),
        reasons=proposal.reasons,
        canned=proposal.canned,
        text=proposal.text,
        duplicate_of=proposal.duplicate_of_id,
    )


def _facts_of(application: Application, proposal: DenialProposal) -> Facts:
    checklist = checklist_of(application)
    latest = submission_latest(application)
    sections = latest.content["sections"] if latest else {}
    inquiries = list(application.inquiries.all())
    registered = registered_of(sections)
    return Facts(
        musts=[checked.criterion.number for checked in checklist if checked.must],
        answers={
            checked.criterion.number: sections.get(checked.criterion.key, {}).get("answer", "") for checked in checklist
        },
        met=_found(checklist, Check.Outcome.MET),
        unmet=_found(checklist, Check.Outcome.NOT_MET),
        asked=len(inquiries),
        replied=sum(inquiry.replied_at is not None for inquiry in inquiries),
        unanswered=sum(inquiry.replied_at is None for inquiry in inquiries),
        differs=bool(registered and registered.differing) or check_differs(application.shipper_id),
        violations=violations_of(application.shipper_id).filter(determination__in=COUNTING).count(),
        storefronts=len(sections.get("storefronts", {}).get("rows", [])),
        matches=[match.shipper.pk for match in matches_of(application.shipper_id)] if proposal.duplicate_of_id else [],
    )


def _found(checklist: list[CheckedCriterion], outcome: str) -> list[str]:
    """Return the numbers of the criteria that were found so as the answers read now."""
    return [
        checked.criterion.number
        for checked in checklist
        if checked.check and checked.counts and checked.check.outcome == outcome
    ]
