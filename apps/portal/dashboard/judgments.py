"""The answer of the rules to the record of a business as it is today, with all that the answer rests on."""

from datetime import date
from typing import NamedTuple

from apps.core import clock
from apps.evaluation.record import Facts
from apps.evaluation.rules import Answer, judge
from apps.evaluation.selectors import facts_now
from apps.policy.models import Policy
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms

# The months of a record that pages show.
MONTHS = 12


class Judgment(NamedTuple):
    """The answer of the rules to the facts of a business, under the policy of a day."""

    today: date
    policy: Policy
    terms: Terms
    facts: Facts
    answer: Answer


def judgment_today(shipper_id: int) -> Judgment:
    """Judge the record of a business under the policy in force today."""
    today = clock.today()
    policy = policy_on(today)
    terms = terms_of(policy)
    facts = facts_now(shipper_id, first=clock.add_months(today, 1 - MONTHS), terms=terms)
    return Judgment(today, policy, terms, facts, judge(facts.on(today), terms))
