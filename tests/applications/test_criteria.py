"""The table of criteria, and its document."""

from apps.applications.criteria import CRITERIA
from config.engines import PROJECT


def test_the_document_of_the_criteria_agrees_with_the_table():
    rows = [line for line in (PROJECT / "docs/criteria.md").read_text().splitlines() if line[:3].strip("| ").isdigit()]
    assert rows == [f"| {c.number} | {c.mark} | **{c.title}.** {c.text} | {c.evidence} |" for c in CRITERIA]
    assert [criterion.number for criterion in CRITERIA if criterion.proof] == ["1.1"]


def test_criteria_have_unique_numbers_and_name_evidence():
    assert len({criterion.number for criterion in CRITERIA}) == len(CRITERIA)
    assert all(criterion.help and criterion.evidence for criterion in CRITERIA)
