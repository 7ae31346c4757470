"""The member has no recent violation by fraud or gross negligence beyond what the tier allows.

The points of these violations are compared with fixed numbers: no number of parcels makes up for a knowing act.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import RuleFinding, highest_tier, next_tier
from apps.evaluation.formats import Reader, points_text
from apps.evaluation.record import Record
from apps.evaluation.weights import weigh
from apps.ledger.vocabulary import GRAVE
from apps.policy.terms import ENTER, KEEP, ONE, TOP, Terms

CODE = "grave_violations"
TITLE = _lazy("Fraud and gross negligence")


def find(record: Record, terms: Terms) -> RuleFinding:
    window, tiers = terms.windows.points_months, terms.tiers
    weighed = weigh(record, (each for each in record.offenses if each.culpability in GRAVE), terms.weights, window)
    enter = highest_tier([weighed.weight <= asked.grave_points[ENTER] for asked in tiers])
    keep = highest_tier([weighed.weight <= asked.grave_points[KEEP] for asked in tiers])
    return RuleFinding(
        rule=CODE,
        observed=weighed.weight / ONE,
        required=tiers[min(enter + 1, TOP) - 1].grave_points[ENTER] / ONE,
        enter=enter,
        keep=keep,
        moves=weighed.eases,
        detail={"months": window, "violations": weighed.count, "eases": weighed.eases},
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    months = {"months": finding.detail["months"]}
    if not finding.detail["violations"]:
        return _("No violation by fraud or gross negligence in the last %(months)s months.") % months
    return _(
        "Points for fraud and gross negligence in the last %(months)s months: %(points)s. Entering tier %(tier)s "
        "allows %(allowed)s, whatever the number of parcels."
    ) % {
        **months,
        "points": points_text(finding.observed),
        "tier": next_tier(finding),
        "allowed": points_text(finding.required),
    }


def value_text(value: float) -> str:
    return points_text(value)
