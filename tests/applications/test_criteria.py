from apps.applications.criteria import CRITERIA
from config.engines import PROJECT


def test_the_page_of_criteria_says_what_the_table_says():
    rows = [line for line in (PROJECT / "docs/criteria.md").read_text().splitlines() if line[:3].strip("| ").isdigit()]
    assert rows == [f"| {c.number} | {c.mark} | **{c.title}.** {c.text} | {c.evidence} |" for c in CRITERIA]
    assert [criterion.number for criterion in CRITERIA if criterion.proof] == ["1.1"]


def test_criteria_are_numbered_once_and_say_what_evidence_would_do():
    assert len({criterion.number for criterion in CRITERIA}) == len(CRITERIA)
    assert all(criterion.help and criterion.evidence for criterion in CRITERIA)
