"""The good practice about which a member told after the approval."""

from apps.applications.models import Application, ApplicationState
from apps.applications.selectors.answers import SubmittedSection
from apps.applications.selectors.applications import evidence_of
from apps.applications.selectors.criteria import sections_more


def practice_told(shipper_id: int) -> list[SubmittedSection]:
    """Return the criteria about which a member told after the approval, with the answers and files of each."""
    member = Application.objects.filter(shipper=shipper_id, state=ApplicationState.APPROVED, ended_at=None).first()
    if member is None:
        return []
    saved = {row.key: row.data for row in member.sections.filter(version__gt=0)}
    files = list(evidence_of(member))
    return [
        SubmittedSection(
            section,
            section.answered(saved[section.key]),
            [file for file in files if section.criterion and file.criterion == section.criterion.number],
        )
        for section in sections_more(member)
        if section.key in saved
    ]
