from datetime import date

import pytest

from apps.evaluation.rules import points as rule
from tests.evaluation.records import months, offense, record


def test_without_violations_every_tier_is_allowed(terms):
    finding = rule.find(record(), terms)

    assert (finding.enter, finding.keep, finding.observed, finding.moves) == (3, 3, 0, None)


@pytest.mark.parametrize(("count", "enter", "keep"), [(1, 3, 3), (2, 2, 3), (3, 2, 2), (4, 1, 2), (6, 1, 1), (7, 0, 1)])
def test_points_close_the_tiers(terms, count, enter, keep):
    finding = rule.find(record(offenses=[offense()] * count), terms)

    assert (finding.enter, finding.keep) == (enter, keep)


def test_a_large_shop_is_allowed_more(terms):
    assert rule.find(record(shipped=months(2, 50_000), offenses=[offense()] * 60), terms).enter == 3


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"severity": "major"}, 3),
        ({"severity": "minor"}, 0.2),
        ({"culpability": "fraud"}, 4),
        ({"culpability": "clerical"}, 0.2),
        ({"attribution": "broker"}, 0.5),
        ({"attribution": "third_party"}, 0.1),
        ({"self_disclosed": True}, 0.25),
        ({"age": 11}, 1),
        ({"age": 12}, 0.5),
        ({"age": 24}, 0),
    ],
)
def test_the_points_are_the_product_of_the_factors(terms, fields, points):
    assert rule.find(record(offenses=[offense(**fields)]), terms).observed == pytest.approx(points)


def test_the_points_move_with_age(terms):
    assert rule.find(record(offenses=[offense(age=3), offense(age=20)]), terms).moves == date(2027, 3, 1)


def test_the_parcels_in_the_path_suffice_and_one_fewer_does_not(terms):
    faults = [offense()] * 5
    finding = rule.find(record(offenses=faults), terms)

    def with_parcels(parcels: int) -> int:
        return rule.find(record(shipped=months(1, parcels), offenses=faults), terms).enter

    assert with_parcels(finding.clean_enter) == finding.enter + 1
    assert with_parcels(finding.clean_enter - 1) == finding.enter
    assert "667 more parcels" in rule.path(finding, 2, terms)


def test_the_finding_moves_when_the_parcels_that_allow_the_points_leave(terms):
    finding = rule.find(record(shipped=months(1, 2_000, end=23), offenses=[offense()] * 2), terms)

    assert (finding.enter, finding.moves) == (3, date(2026, 12, 1))
