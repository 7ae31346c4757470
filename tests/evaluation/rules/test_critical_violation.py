from datetime import date

import pytest

from apps.evaluation.rules import critical_violation as rule
from tests.evaluation.records import offense, record


def test_a_critical_violation_bars_every_tier_for_three_years(terms):
    barred = rule.find(record(offenses=[offense(age=35, severity="critical")]), terms)
    free = rule.find(record(offenses=[offense(age=36, severity="critical")]), terms)

    assert (barred.enter, barred.keep, barred.observed) == (0, 0, 1)
    assert barred.moves == date(2026, 12, 1)
    assert (free.enter, free.keep) == (3, 3)


def test_a_violation_that_is_not_critical_bars_no_tier(terms):
    assert rule.find(record(offenses=[offense(severity="major", culpability="fraud")]), terms).enter == 3


@pytest.mark.parametrize("attribution", ["broker", "carrier", "third_party"])
def test_a_violation_of_somebody_else_bars_no_tier(terms, attribution):
    finding = rule.find(
        record(offenses=[offense(severity="critical", basis="seizure", attribution=attribution)]), terms
    )

    assert (finding.enter, finding.suspend) == (3, False)


@pytest.mark.parametrize(
    ("basis", "suspends"),
    [("seizure", True), ("laboratory", True), ("list_match", True), ("finding", False), ("detention", False)],
)
def test_only_a_recorded_basis_suspends_at_once(terms, basis, suspends):
    assert rule.find(record(offenses=[offense(severity="critical", basis=basis)]), terms).suspend is suspends


def test_a_mitigated_or_older_violation_does_not_suspend(terms):
    mitigated = offense(severity="critical", basis="seizure", sustained=False)
    older = offense(age=12, severity="critical", basis="seizure")

    assert not rule.find(record(offenses=[mitigated]), terms).suspend
    assert not rule.find(record(offenses=[older]), terms).suspend


def test_the_finding_moves_when_the_suspension_would_end(terms):
    assert rule.find(record(offenses=[offense(severity="critical", basis="seizure")]), terms).moves == date(2027, 11, 1)
