from datetime import date

import pytest

from apps.evaluation.rules import minimum_history as rule
from tests.evaluation.records import months, record


@pytest.mark.parametrize(
    ("parcels", "enter", "keep"), [(0, 0, 0), (5, 0, 1), (10, 1, 1), (59, 1, 2), (60, 2, 2), (80, 2, 3), (120, 3, 3)]
)
def test_parcels_open_the_tiers(terms, parcels, enter, keep):
    finding = rule.find(record(shipped=months(1, parcels)), terms)

    assert (finding.enter, finding.keep) == (enter, keep)


def test_the_missing_parcels_are_counted_to_enter_and_to_keep(terms):
    finding = rule.find(record(shipped=months(1, 45)), terms)

    assert (finding.observed, finding.required) == (45, 60)
    assert (finding.clean_enter, finding.clean_keep) == (15, 35)
    assert "45 parcels" in rule.sentence(finding)
    assert rule.path(finding, 2, terms) == "15 more parcels, reported by somebody other than you."


def test_parcels_older_than_the_record_do_not_count(terms):
    assert rule.find(record(shipped=months(1, 500, end=36)), terms).enter == 0
    assert rule.find(record(shipped=months(1, 500, end=35)), terms).enter == 3


def test_the_finding_moves_when_too_few_parcels_are_left(terms):
    old, recent = months(1, 50, end=35), months(1, 30)

    assert rule.find(record(shipped=old + recent), terms).moves == date(2026, 12, 1)
    assert rule.find(record(shipped=months(1, 50, end=35) + months(1, 500)), terms).moves == date(2029, 11, 1)
