from datetime import date

import pytest

from apps.evaluation.rules import annual_review as rule
from tests.evaluation.records import record


@pytest.mark.parametrize(
    ("enrolled", "enter", "keep", "moves"),
    [
        (date(2026, 1, 1), 3, 3, date(2027, 1, 1)),
        (date(2025, 11, 24), 1, 3, date(2027, 2, 24)),
        (date(2025, 8, 24), 1, 1, None),
    ],
)
def test_the_first_review_is_due_a_year_after_enrolment(terms, enrolled, enter, keep, moves):
    finding = rule.find(record(("enrolled", enrolled)), terms)

    assert (finding.enter, finding.keep, finding.moves) == (enter, keep, moves)


def test_a_review_done_starts_the_next_year(terms):
    finding = rule.find(record(("enrolled", date(2020, 1, 1)), ("annual_review", date(2026, 10, 1))), terms)

    assert (finding.enter, finding.moves) == (3, date(2027, 10, 1))
    assert "Oct. 1, 2027" in rule.sentence(finding)


@pytest.mark.parametrize("enrolled", [date(2025, 8, 24), date(2025, 4, 2)])
def test_an_overdue_review_is_never_asked_for_before_a_day_that_has_passed(terms, enrolled):
    told = rule.sentence(rule.find(record(("enrolled", enrolled)), terms))
    assert "has been overdue since" in told
    assert "before" not in told
