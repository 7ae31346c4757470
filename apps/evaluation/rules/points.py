"""Not too many violations lately, for the number of parcels sent.

Points are the weights of the recent violations. A tier allows some, and some more for each thousand parcels.
"""

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.evaluation.finding import Finding, earliest, highest
from apps.evaluation.record import Record
from apps.evaluation.weighing import weigh
from apps.evaluation.wording import day, number
from apps.policy.terms import TOP, Requirement, Terms

CODE = "points"
TITLE = gettext_lazy("Recent violations")

ENTER, KEEP = 0, 1


def allowed(asked: Requirement, side: int, parcels: int) -> float:
    return asked.points[side] + asked.points_per_thousand * parcels / 1000


def find(record: Record, terms: Terms) -> Finding:
    window = terms.windows.points_months
    weighed = weigh(record, terms.weights, window)
    points = weighed.weight
    parcels, _examined, _discrepant, leaves = record.sums(window)
    enter = highest(lambda tier: points <= allowed(terms.tiers[tier - 1], ENTER, parcels))
    keep = highest(lambda tier: points <= allowed(terms.tiers[tier - 1], KEEP, parcels))
    return Finding(
        rule=CODE,
        observed=points,
        required=allowed(terms.tiers[min(enter + 1, TOP) - 1], ENTER, parcels),
        enter=enter,
        keep=keep,
        # Without points every tier is allowed, however few parcels the window holds.
        moves=earliest([leaves, weighed.eases]) if points else None,
        clean_enter=None if enter == TOP else _missing(points, terms.tiers[enter], ENTER, parcels),
        clean_keep=None if keep == TOP else _missing(points, terms.tiers[keep], KEEP, parcels),
        detail={"months": window, "violations": weighed.count, "parcels": parcels, "eases": weighed.eases},
    )


def _missing(points: float, asked: Requirement, side: int, parcels: int) -> int | None:
    """Further parcels that make the points allowable; rounding may err by asking one early, never late."""
    if not asked.points_per_thousand:
        return None
    return max(1, ceil((points - asked.points[side]) * 1000 / asked.points_per_thousand - parcels - 1e-6))


def sentence(finding: Finding) -> str:
    detail = finding.detail
    return _(
        "Your violations of the last %(months)s months make %(points)s points. With your %(parcels)s parcels the next "
        "tier allows %(allowed)s."
    ) % {
        "months": detail["months"],
        "points": number(round(finding.observed, 2)),
        "parcels": number(detail["parcels"]),
        "allowed": number(round(finding.required, 2)),
    }


def shown(value: float) -> str:
    return number(round(value, 2))


def path(finding: Finding, tier: int, terms: Terms) -> str:
    detail = finding.detail
    text = _("Fewer points: from %(day)s on an earlier violation weighs less.") % {"day": day(detail["eases"])}
    missing = _missing(finding.observed, terms.requirement(tier), ENTER, detail["parcels"])
    if missing is not None:
        text += " " + _("Or %(count)s more parcels without a violation.") % {"count": number(missing)}
    return text
