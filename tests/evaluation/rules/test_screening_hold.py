from datetime import date

from apps.evaluation.rules import screening_hold as rule
from tests.evaluation.records import record

PLACED = ("hold_placed", date(2026, 5, 1))
LIFTED = ("hold_lifted", date(2026, 9, 1))


def test_nobody_rises_under_a_hold_and_nobody_falls(terms):
    finding = rule.find(record(PLACED), terms)

    assert (finding.enter, finding.keep) == (0, 3)


def test_a_lifted_hold_does_not_cap_the_tier(terms):
    finding = rule.find(record(PLACED, LIFTED), terms)

    assert (finding.enter, finding.keep) == (3, 3)
    assert rule.sentence(finding) == "No possible match with a list of restricted parties waits for a decision."
