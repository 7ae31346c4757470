"""The answer of the rules to the record of a shipper as it is today, with all that the answer rests on."""

from datetime import date
from typing import NamedTuple

from apps.core import clock
from apps.evaluation.record import RecordFacts
from apps.evaluation.rules import RulesAnswer, judge
from apps.evaluation.selectors import facts_now
from apps.evaluation.tier_path import TierPath, path_to_tier
from apps.policy.models import Policy
from apps.policy.selectors import Calendar
from apps.policy.terms import Terms, TermsAhead


class PolicyJudgment(NamedTuple):
    """The answer of the rules to the facts of a shipper, under the policy of a day.

    `ahead` are the terms of the day, and those of published policies that take effect later.
    """

    today: date
    policy: Policy
    ahead: TermsAhead
    facts: RecordFacts
    answer: RulesAnswer

    @property
    def terms(self) -> Terms:
        return self.ahead.now

    def path(self, tier: int) -> TierPath:
        """Return the path to a tier."""
        return path_to_tier(self.facts, self.ahead, today=self.today, tier=tier)


def judgment_today(shipper_id: int, *, months: int = 1) -> PolicyJudgment:
    """Judge the record of a shipper under the policy in force today.

    The record of each of the last `months` calendar months can be built from the facts, this month included.
    """
    today, calendar = clock.today(), Calendar()
    ahead = calendar.terms_from(today)
    first = clock.add_months(today, 1 - months)
    facts = facts_now(shipper_id, first=first, window=ahead.longest_window, calendar=calendar)
    return PolicyJudgment(today, calendar.on(today), ahead, facts, judge(facts.on(today), ahead.now))
