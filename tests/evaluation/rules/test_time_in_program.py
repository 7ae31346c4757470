from datetime import date

import pytest

from apps.evaluation.rules import time_in_program as rule
from tests.evaluation.records import record


@pytest.mark.parametrize(
    ("since", "months", "tier"),
    [
        (date(2026, 11, 1), 0, 0),
        (date(2026, 8, 25), 2, 0),
        (date(2026, 8, 24), 3, 1),
        (date(2025, 11, 24), 12, 2),
        (date(2024, 11, 25), 23, 2),
        (date(2024, 11, 24), 24, 3),
    ],
)
def test_tiers_open_on_anniversaries(terms, since, months, tier):
    finding = rule.find(record(("enrolled", since)), terms)

    assert (finding.observed, finding.enter, finding.keep) == (months, tier, tier)


def test_the_finding_moves_on_the_next_anniversary_that_matters(terms):
    finding = rule.find(record(("enrolled", date(2026, 8, 31))), terms)

    assert finding.moves == date(2026, 11, 30)


def test_a_seller_that_is_not_enrolled_has_no_tier(terms):
    finding = rule.find(record(), terms)

    assert (finding.enter, finding.keep, finding.moves) == (0, 0, None)
    assert rule.sentence(finding) == "You are not a member yet."
