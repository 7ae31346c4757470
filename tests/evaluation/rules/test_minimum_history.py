from datetime import date

import pytest

from apps.evaluation.rules import minimum_history as rule
from tests.evaluation.records import months, record


@pytest.mark.parametrize(
    ("exams", "enter", "keep"), [(0, 0, 0), (2, 0, 1), (8, 1, 2), (23, 1, 3), (24, 2, 3), (47, 2, 3), (48, 3, 3)]
)
def test_exams_at_random_open_the_tiers(terms, exams, enter, keep):
    finding = rule.find(record(shipped=months(1, 500, exams)), terms)

    assert (finding.enter, finding.keep) == (enter, keep)


def test_parcels_that_nobody_opened_open_no_tier(terms):
    finding = rule.find(record(shipped=months(36, 100_000)), terms)

    assert (finding.enter, finding.keep, finding.observed) == (0, 0, 0)


def test_the_missing_exams_are_counted_to_enter_and_to_keep(terms):
    finding = rule.find(record(shipped=months(1, 45, 5)), terms)

    assert (finding.observed, finding.required) == (5, 8)
    assert (finding.clean_enter, finding.clean_keep) == (3, 1)
    assert "5 of your parcels at random" in rule.sentence(finding)


def test_exams_older_than_the_record_do_not_count(terms):
    assert rule.find(record(shipped=months(1, 500, 50, end=36)), terms).enter == 0
    assert rule.find(record(shipped=months(1, 500, 50, end=35)), terms).enter == 3


def test_the_finding_moves_when_too_few_exams_are_left(terms):
    assert rule.find(record(shipped=months(1, 50, 40, end=35) + months(1, 50, 8)), terms).moves == date(2026, 12, 1)
    assert rule.find(record(shipped=months(1, 50, 1, end=35) + months(1, 50, 50)), terms).moves == date(2029, 11, 1)
