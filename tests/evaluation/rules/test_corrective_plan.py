from datetime import date

from apps.evaluation.rules import corrective_plan as rule
from tests.evaluation.records import record

OPENED = ("plan_opened", date(2026, 5, 1))
CLOSED = ("plan_closed", date(2026, 9, 1))


def test_an_open_plan_caps_the_tier(terms):
    finding = rule.find(record(OPENED), terms)

    assert (finding.enter, finding.keep) == (1, 2)
    assert "corrective plan is open" in rule.sentence(finding)


def test_a_closed_plan_does_not_cap_the_tier(terms):
    assert rule.find(record(OPENED, CLOSED), terms).enter == 3


def test_each_of_several_plans_must_be_closed(terms):
    assert rule.find(record(OPENED, OPENED, CLOSED), terms).enter == 1


def test_a_close_without_an_open_plan_does_not_excuse_the_next_plan(terms):
    assert rule.find(record(CLOSED, ("plan_opened", date(2026, 10, 1))), terms).enter == 1
