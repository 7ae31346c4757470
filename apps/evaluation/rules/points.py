"""The member has not too many recent violations for the number of its parcels.

Points are the weights of the recent violations. Each tier allows some points, and more for each thousand parcels.
"""

from math import ceil, inf

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import Finding, earliest, highest_tier, next_tier
from apps.evaluation.formats import day, number
from apps.evaluation.record import Record
from apps.evaluation.weights import weigh
from apps.policy.terms import ENTER, KEEP, TOP, Requirement, Terms

CODE = "points"
TITLE = _lazy("Recent violations")


def points_allowed(asked: Requirement, side: int, parcels: int) -> float:
    """Return the points that a tier allows for a number of parcels, to enter or to keep."""
    return asked.points[side] + asked.points_per_thousand * parcels / 1000


def find(record: Record, terms: Terms) -> Finding:
    window, tiers = terms.windows.points_months, terms.tiers
    weighed = weigh(record, terms.weights, window)
    points = weighed.weight
    parcels = record.sums(window).parcels
    enter = highest_tier(lambda tier: points <= points_allowed(tiers[tier - 1], ENTER, parcels))
    keep = highest_tier(lambda tier: points <= points_allowed(tiers[tier - 1], KEEP, parcels))
    needed = max(
        _parcels_for(points, tiers[enter - 1], ENTER) if enter else 0.0,
        _parcels_for(points, tiers[keep - 1], KEEP) if keep else 0.0,
    )
    return Finding(
        rule=CODE,
        observed=points,
        required=points_allowed(tiers[min(enter + 1, TOP) - 1], ENTER, parcels),
        enter=enter,
        keep=keep,
        moves=earliest([record.falls_short_on(window, lambda month: month.parcels, parcels, needed), weighed.eases]),
        clean_enter=None if enter == TOP else _missing(points, tiers[enter], ENTER, parcels),
        clean_keep=None if keep == TOP else _missing(points, tiers[keep], KEEP, parcels),
        detail={"months": window, "violations": weighed.count, "parcels": parcels, "eases": weighed.eases},
    )


def _parcels_for(points: float, asked: Requirement, side: int) -> float:
    """Return the number of parcels with which a tier allows the points; infinite if no number does."""
    over = points - asked.points[side]
    if over <= 0:
        return 0.0
    return over * 1000 / asked.points_per_thousand if asked.points_per_thousand else inf


def _missing(points: float, asked: Requirement, side: int, parcels: int) -> int | None:
    """Return the further parcels with which a tier allows the points; None if no number does.

    Rounding may give one parcel too few, never one too many.
    """
    needed = _parcels_for(points, asked, side)
    return None if needed == inf else max(1, ceil(needed - parcels - 1e-6))


def sentence(finding: Finding) -> str:
    detail = finding.detail
    return _(
        "Points for violations of the last %(months)s months: %(points)s. With the %(parcels)s parcels of that time, "
        "tier %(tier)s allows %(allowed)s."
    ) % {
        "months": detail["months"],
        "points": number(round(finding.observed, 2)),
        "parcels": number(detail["parcels"]),
        "tier": next_tier(finding),
        "allowed": number(round(finding.required, 2)),
    }


def value_text(value: float) -> str:
    return number(round(value, 2))


def path(finding: Finding, tier: int, terms: Terms) -> str:
    detail = finding.detail
    text = _("Fewer points: from %(day)s on an earlier violation weighs less.") % {"day": day(detail["eases"])}
    missing = _missing(finding.observed, terms.requirement(tier), ENTER, detail["parcels"])
    if missing is not None:
        text += " " + _("Or %(count)s more parcels without a violation.") % {"count": number(missing)}
    return text
