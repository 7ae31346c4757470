"""The share of parcels in order that the evidence shows with the policy's confidence.

The rate is the one-sided lower bound of Wilson's score interval on (n - w) / n: n is the evidence, w the weight of the
violations, at most n. Three clean parcels do not prove 100 %, and a few faults in 200,000 parcels hardly count.
"""

from math import ceil, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.shares import POLICY_DIGITS, percent, percent_exact
from apps.evaluation.finding import Finding, earliest, highest_tier, next_tier
from apps.evaluation.formats import day, number
from apps.evaluation.record import Month, Record, Sums, month_number, month_start
from apps.evaluation.weights import weigh
from apps.policy.terms import ENTER, KEEP, TOP, Evidence, Terms

CODE = "compliance_rate"
TITLE = _lazy("Compliance rate")


def wilson(n: float, w: float, z: float) -> float:
    """Return the lower bound of Wilson's interval for the rate of success of n trials of which w failed.

    n and w may be fractions. z is the quantile of the normal distribution for the confidence. Without trials the bound
    is 0.
    """
    if n <= 0:
        return 0.0
    rate = (n - min(w, n)) / n
    zz = z * z / n
    return max(0.0, (rate + zz / 2 - z * sqrt((rate * (1 - rate) + zz / 4) / n)) / (1 + zz))


def evidence_for(w: float, bound: float, z: float) -> float:
    """Return the least n for which `wilson(n, w, z)` reaches a bound below 1."""
    slack = 1 - bound
    middle = 2 * w + z * z * bound
    return (middle + sqrt(middle * middle - 4 * w * w)) / (2 * slack)


def find(record: Record, terms: Terms) -> Finding:
    window, tiers, z = terms.windows.record_months, terms.tiers, terms.z
    weighed = weigh(record, terms.weights, window)
    w = weighed.weight
    n = _parcels(record.sums(window), terms.evidence)
    visit_leaves = None
    if record.validated and record.month - (visit := month_number(record.validated)) < window:
        n += terms.evidence.validation
        visit_leaves = month_start(visit + window)
    rate = wilson(n, w, z)
    enter = highest_tier(lambda tier: rate >= tiers[tier - 1].compliance[ENTER])
    keep = highest_tier(lambda tier: rate >= tiers[tier - 1].compliance[KEEP])
    needed = max(
        evidence_for(w, tiers[enter - 1].compliance[ENTER], z) if enter else 0.0,
        evidence_for(w, tiers[keep - 1].compliance[KEEP], z) if keep else 0.0,
    )
    evidence_lasts = record.falls_short_on(window, lambda month: _parcels(month, terms.evidence), n, needed)
    return Finding(
        rule=CODE,
        observed=rate,
        required=tiers[min(enter + 1, TOP) - 1].compliance[ENTER],
        enter=enter,
        keep=keep,
        moves=earliest([evidence_lasts, visit_leaves, weighed.eases]),
        clean_enter=None if enter == TOP else _missing(n, w, tiers[enter].compliance[ENTER], z),
        clean_keep=None if keep == TOP else _missing(n, w, tiers[keep].compliance[KEEP], z),
        detail={
            "evidence": n,
            "weight": w,
            "violations": weighed.count,
            "eases": weighed.eases,
            "months": window,
            "confidence": terms.confidence,
        },
    )


def _parcels(counts: Month | Sums, evidence: Evidence) -> float:
    """Return the evidence of parcels, counted in parcels examined and found clean."""
    return (
        (counts.examined - counts.discrepant) * evidence.examined
        + counts.discrepant * evidence.discrepant
        + (counts.parcels - counts.examined) * evidence.unexamined
    )


def _missing(n: float, w: float, bound: float, z: float) -> int:
    """Return the further clean parcels that reach a bound that is not reached now: at least one.

    Rounding may give one parcel too few, never one too many.
    """
    return max(1, ceil(evidence_for(w, bound, z) - n - 1e-6))


def sentence(finding: Finding) -> str:
    detail = finding.detail
    return _(
        "Evidence of the last %(months)s months, counted in examined parcels: %(evidence)s. Weight of the violations: "
        "%(weight)s. This shows with %(confidence)s confidence that at least %(rate)s of your parcels are in order. "
        "Tier %(tier)s asks for %(required)s."
    ) % {
        "months": detail["months"],
        "evidence": number(round(detail["evidence"], 2)),
        "weight": number(round(detail["weight"], 2)),
        "confidence": percent_exact(detail["confidence"]),
        "rate": percent(finding.observed),
        "tier": next_tier(finding),
        "required": percent_exact(finding.required),
    }


def value_text(value: float) -> str:
    """Return a share with all of its digits if it may stand in a policy, as a requirement does; else cut."""
    return percent_exact(value) if value == round(value, POLICY_DIGITS + 2) else percent(value)


def path(finding: Finding, tier: int, terms: Terms) -> str:
    detail = finding.detail
    missing = _missing(detail["evidence"], detail["weight"], terms.requirement(tier).compliance[ENTER], terms.z)
    counts = {"examined": number(missing)}
    if terms.evidence.unexamined:
        counts["unexamined"] = number(ceil(missing / terms.evidence.unexamined))
    else:
        return _("%(examined)s more parcels, examined and found clean.") % counts
    text = _("%(examined)s more clean parcels if all are examined, or %(unexamined)s if none is.") % counts
    if detail["eases"]:
        text += " " + _("Fewer from %(day)s on, when an earlier violation weighs less.") % {"day": day(detail["eases"])}
    return text
