from datetime import date

import pytest

from apps.evaluation.rules import validation_current as rule
from tests.evaluation.records import record


def test_certified_on_paper_is_capped_at_the_first_tier(terms):
    finding = rule.find(record(), terms)

    assert (finding.enter, finding.keep) == (1, 1)
    assert "certified on paper" in rule.sentence(finding)
    assert rule.act(finding) == "A validation visit."


@pytest.mark.parametrize(
    ("validated", "enter", "keep", "moves"),
    [
        (date(2026, 11, 24), 3, 3, date(2030, 11, 24)),
        (date(2022, 11, 25), 3, 3, date(2026, 11, 25)),
        (date(2022, 11, 24), 1, 3, date(2027, 5, 24)),
        (date(2022, 5, 24), 1, 1, None),
    ],
)
def test_a_validation_ages(terms, validated, enter, keep, moves):
    finding = rule.find(record(("validated", validated)), terms)

    assert (finding.enter, finding.keep, finding.moves) == (enter, keep, moves)


def test_the_latest_validation_counts(terms):
    finding = rule.find(record(("validated", date(2020, 1, 1)), ("validated", date(2026, 1, 1))), terms)

    assert (finding.observed, finding.enter) == (date(2026, 1, 1), 3)
