from datetime import date

import pytest

from apps.evaluation.rules import grave_violations as rule
from tests.evaluation.records import drawn, months, offense, record


def test_without_such_violations_every_tier_is_allowed(terms):
    finding = rule.find(record(offenses=[offense()]), terms)

    assert (finding.enter, finding.keep, finding.observed) == (3, 3, 0)
    assert rule.sentence(finding) == "No violation by fraud or gross negligence in the last 24 months."


@pytest.mark.parametrize(
    ("fields", "keep"),
    [
        ({"culpability": "gross_negligence"}, 2),
        ({"culpability": "gross_negligence", "age": 12}, 3),
        ({"culpability": "fraud"}, 1),
        ({"culpability": "fraud", "severity": "major"}, 0),
        ({"culpability": "fraud", "severity": "major", "age": 24}, 3),
    ],
)
def test_such_a_violation_bars_entering_and_lowers_what_may_be_kept(terms, fields, keep):
    finding = rule.find(record(offenses=[offense(**fields)]), terms)

    assert finding.keep == keep
    assert finding.enter == (3 if fields.get("age") == 24 else 0)


@pytest.mark.parametrize("fields", [{}, {"drawn": drawn()}])
def test_no_number_of_parcels_washes_a_fraud_out(terms, fields):
    fraud = [offense(culpability="fraud", **fields)]
    few, many = (rule.find(record(shipped=months(24, size, size), offenses=fraud), terms) for size in (1, 10_000))

    assert (few.enter, few.keep) == (many.enter, many.keep)


def test_the_points_fall_with_age(terms):
    finding = rule.find(record(offenses=[offense(age=3, culpability="fraud")]), terms)

    assert finding.moves == date(2027, 8, 1)
