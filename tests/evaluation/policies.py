"""Policies whose numbers differ from the first: windows, weights, evidence, and what tiers and reviews ask."""

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from apps.core.errors import InvalidInput
from apps.policy.published import published
from apps.policy.terms import Terms

FIRST = {row.key: row.value for row in published(1).rows}
# Other numbers of the same policy. Each alone makes a valid policy.
OTHERS = {
    "window.record_months": ("12", "24"),
    "window.points_months": ("3", "12", "36"),
    "window.critical_months": ("12", "24"),
    "window.suspend_months": ("3", "6"),
    "rate.prior_exams": ("5", "60"),
    "rate.prior_compliance": ("0.95",),
    "rate.false_alarms": ("0.001", "0.05"),
    "rate.alternative": ("2", "3"),
    "weight.severity.moderate": ("0.5", "2"),
    "weight.severity.minor": ("0", "0.5"),
    "weight.culpability.clerical": ("0", "0.5"),
    "weight.attribution.broker": ("0", "1"),
    "weight.self_disclosed": ("0", "1"),
    "age.1.months": ("3", "6"),
    "age.1.factor": ("0.8",),
    "age.2.months": ("18",),
    "age.3.months": ("30",),
    "tier.1.enter.exams": ("2", "4"),
    "tier.1.keep.exams": ("0", "1"),
    "exams.least_share": ("0.01", "0.05"),
    "declared.enter_share": ("0.9", "1"),
    "declared.keep_share": ("0", "0.95"),
    "declared.least_parcels": ("1", "300"),
    "window.declared_months": ("4", "48"),
    "tier.1.months": ("0", "1", "6"),
    "tier.2.enter.exams": ("12",),
    "tier.2.months": ("6",),
    "tier.3.enter.exams": ("30",),
    "tier.3.months": ("18",),
    "critical.own_attribution": ("0.5",),
    "validation.certified_tier": ("2",),
    "validation.valid_months": ("12", "36"),
    "validation.grace_months": ("1", "3"),
    "review.every_months": ("6",),
    "review.grace_months": ("1", "6"),
    "review.overdue_tier": ("0",),
}


def terms_with(changed: Mapping[str, str]) -> Terms:
    """Return the terms of the first policy with other numbers. Raises Invalid where they contradict each other."""
    return Terms.of(version=1, effective_from=date(2020, 1, 1), texts=FIRST | changed)


def _valid(changed: Mapping[str, str]) -> bool:
    try:
        terms_with(changed)
    except InvalidInput:
        return False
    return True


numbers = (
    st.lists(st.sampled_from(sorted(OTHERS)), max_size=8, unique=True)
    .flatmap(lambda keys: st.fixed_dictionaries({key: st.sampled_from(OTHERS[key]) for key in keys}))
    .filter(_valid)
)
