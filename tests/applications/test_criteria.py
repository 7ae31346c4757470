"""The table of criteria, and its document."""

from apps.applications.criteria import CRITERIA
from apps.policy import schema
from apps.policy.published import published
from config.engines import PROJECT


def test_the_document_of_the_criteria_agrees_with_the_table_and_the_first_policy():
    rows = [line for line in (PROJECT / "docs/criteria.md").read_text().splitlines() if line[:3].strip("| ").isdigit()]
    marks = {row.key.removeprefix("criterion."): "must" if row.value == "1" else "should" for row in published(1).rows}
    assert rows == [f"| {c.number} | {marks[c.number]} | **{c.title}.** {c.text} | {c.evidence} |" for c in CRITERIA]
    proved = [row.key for row in published(1).rows if row.key.endswith(".file") and row.value == "1"]
    assert proved == ["criterion.1.1.file"], "the document says so"


def test_the_policy_marks_each_criterion():
    assert tuple(criterion.number for criterion in CRITERIA) == schema.CRITERIA


def test_criteria_have_unique_numbers_and_name_evidence():
    assert len({criterion.number for criterion in CRITERIA}) == len(CRITERIA)
    assert all(criterion.help and criterion.evidence for criterion in CRITERIA)
