"""The policies in force within a period."""

from datetime import date, timedelta

from apps.policy.models import Policy
from apps.policy.selectors import policies_during, policy_on
from tests.benefits.test_months import policy


def test_a_period_has_the_policy_of_its_first_day_and_those_that_begin_later() -> None:
    days = [date(2026, 3, 1), date(2026, 5, 10), date(2026, 8, 1)]
    made = [policy(day, {}) for day in days]
    first = Policy.objects.get(version=1)
    assert policies_during(date(2026, 1, 1), date(2026, 3, 1)) == [first]
    assert policies_during(date(2026, 1, 1), date(2026, 3, 2)) == [first, made[0]]
    assert policies_during(date(2026, 3, 1), date(2026, 8, 1)) == made[:2]
    assert policies_during(date(2026, 6, 1), date(2026, 12, 1)) == made[1:]
    assert policies_during(date(1999, 1, 1), date(1999, 2, 1)) == []


def test_a_period_has_the_policies_of_all_its_days() -> None:
    policy(date(2026, 5, 10), {})
    start = date(2026, 4, 1)
    for length in (1, 30, 60):
        days = [start + timedelta(days=number) for number in range(length)]
        each = list(dict.fromkeys(policy_on(day) for day in days))
        assert policies_during(start, days[-1] + timedelta(days=1)) == each
