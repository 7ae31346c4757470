"""The panel of what-if on the page of a policy: who would move, why, and how far the work has come."""

from typing import Any

from apps.evaluation.rules import RULES
from apps.policy.models import Policy
from apps.policy.selectors import terms_of, what_if_latest
from apps.policy.terms import ONE
from apps.shippers.models import Shipper
from apps.standing.selectors import what_if_job


def what_if_panel(policy: Policy) -> dict[str, Any]:
    """Return what the page shows of the latest evaluation of everybody under a policy, and of the one under way."""
    made = what_if_latest(policy)
    movers = made.movers if made else []
    businesses = Shipper.objects.in_bulk([shipper_id for shipper_id, *_more in movers])
    return {
        "what_if": made,
        "what_if_rows": list(enumerate(made.matrix)) if made else [],
        "what_if_rules": [
            (up, RULES[rule].TITLE, count)
            for up, counts in ((False, made.rules_down), (True, made.rules_up))
            for rule, count in counts.items()
            if rule in RULES
        ]
        if made
        else [],
        "what_if_movers": [
            (businesses[shipper_id], before, after, [RULES[rule].TITLE for rule in rules if rule in RULES])
            for shipper_id, before, after, rules in movers
            if shipper_id in businesses
        ],
        "what_if_prior": terms_of(policy).rate.prior_compliance / ONE if made else None,
        "what_if_job": what_if_job(policy.version),
    }
