"""The demands for keeping a tier where the record would not let the shipper enter the tier: less than those for
entering.
"""

from django.utils.translation import gettext as _

from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import points_text
from apps.evaluation.record import Record
from apps.evaluation.rules import compliance_rate, grave_violations, minimum_history, points
from apps.policy.terms import KEEP, ONE, Terms


def keep_text(finding: RuleFinding, record: Record, terms: Terms, *, tier: int) -> str:
    """Return what a rule asks to keep a tier that it would not let the shipper enter; "" where the rule does not decide
    about keeping alone.
    """
    if not finding.enter < tier <= finding.keep:
        return ""
    asked = terms.requirement(tier)
    match finding.rule:
        case compliance_rate.CODE:
            return _(
                "Keeping tier %(tier)s asks less: that the wrong parcels do not prove a share below %(required)s. With "
                "the parcels opened so far, a rate of about %(rate)s is still enough."
            ) % {
                "tier": tier,
                "required": compliance_rate.value_text(asked.compliance / ONE),
                "rate": compliance_rate.value_text(compliance_rate.lowest_rate_kept(record, terms, tier)),
            }
        case points.CODE:
            return _(
                "Keeping tier %(tier)s asks less: that what was found does not prove a share below %(required)s."
            ) % {
                "tier": tier,
                "required": compliance_rate.value_text(asked.compliance / ONE),
            }
        case grave_violations.CODE:
            allowed = asked.grave_points[KEEP] / ONE
        case minimum_history.CODE:
            return _("Keeping tier %(tier)s asks for %(exams)s.") % {
                "tier": tier,
                "exams": minimum_history.value_text(asked.exams[KEEP]),
            }
        case _:
            return ""
    return _("Keeping tier %(tier)s allows %(allowed)s.") % {"tier": tier, "allowed": points_text(allowed)}
