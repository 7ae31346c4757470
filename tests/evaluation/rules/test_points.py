from datetime import date

import pytest

from apps.evaluation.rules import grave_violations
from apps.evaluation.rules import points as rule
from tests.evaluation.records import drawn, months, offense, record

FIFTY = months(1, 50, 50)


def test_without_violations_every_tier_is_allowed(terms):
    finding = rule.find(record(), terms)

    assert (finding.enter, finding.keep, finding.observed, finding.moves) == (3, 3, 0, None)


# 50 parcels opened at random allow 4, 8 and 20 points to enter, and 6, 12.5 and 30 to keep.
@pytest.mark.parametrize(
    ("count", "enter", "keep"),
    [(4, 3, 3), (5, 2, 3), (6, 2, 3), (8, 2, 2), (9, 1, 2), (13, 1, 1), (20, 1, 1), (31, 0, 0)],
)
def test_points_close_the_tiers(terms, count, enter, keep):
    finding = rule.find(record(shipped=FIFTY, offenses=[offense()] * count), terms)

    assert (finding.enter, finding.keep) == (enter, keep)


def test_parcels_that_nobody_opened_allow_nothing(terms):
    few, many = (rule.find(record(shipped=months(2, size), offenses=[offense()]), terms) for size in (10, 50_000))

    assert (few.enter, few.keep) == (many.enter, many.keep) == (0, 0)


def test_a_finding_of_an_exam_at_random_has_no_points(terms):
    assert rule.find(record(offenses=[offense(drawn=drawn())]), terms).observed == 0


def test_fraud_and_gross_negligence_are_left_to_their_own_rule(terms):
    acts = [offense(culpability="fraud"), offense(culpability="gross_negligence")]

    assert rule.find(record(offenses=acts), terms).observed == 0
    assert grave_violations.find(record(offenses=acts), terms).observed == 6


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"severity": "major"}, 3),
        ({"severity": "minor"}, 0.2),
        ({"culpability": "clerical"}, 0.2),
        ({"attribution": "broker"}, 0.5),
        ({"attribution": "third_party"}, 0.1),
        ({"self_disclosed": True}, 0.25),
        ({"severity": "minor", "culpability": "clerical", "attribution": "broker", "self_disclosed": True}, 0.005),
        ({"age": 11}, 1),
        ({"age": 12}, 0.5),
        ({"age": 24}, 0),
    ],
)
def test_the_points_are_the_product_of_the_factors(terms, fields, points):
    assert rule.find(record(offenses=[offense(**fields)]), terms).observed == points


def test_a_tie_is_decided_exactly(terms):
    """Three times 0.2 is not 0.6 in binary; 0.6 points for one exam are what tier 1 allows to keep."""
    faults = [offense(severity="minor")] * 3

    assert rule.find(record(shipped=months(1, 1, 1), offenses=faults), terms).keep == 1


def test_the_points_move_with_age(terms):
    assert rule.find(record(offenses=[offense(age=3), offense(age=20)]), terms).moves == date(2027, 3, 1)


def test_the_exams_in_the_path_suffice_and_one_fewer_does_not(terms):
    faults = [offense()] * 5
    finding = rule.find(record(offenses=faults), terms)

    def with_exams(exams: int) -> int:
        return rule.find(record(shipped=months(1, exams, exams), offenses=faults), terms).enter

    assert with_exams(finding.clean_enter) == finding.enter + 1
    assert with_exams(finding.clean_enter - 1) == finding.enter


def test_the_finding_moves_when_the_exams_that_allow_the_points_leave(terms):
    finding = rule.find(record(shipped=months(1, 50, 50, end=23), offenses=[offense()] * 2), terms)

    assert (finding.enter, finding.moves) == (3, date(2026, 12, 1))
