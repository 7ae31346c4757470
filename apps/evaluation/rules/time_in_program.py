"""The seller has been a member for enough months."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.clock import anniversary
from apps.evaluation.finding import RuleFinding, highest_tier, next_tier
from apps.evaluation.formats import Reader, day, number
from apps.evaluation.record import Record, month_number
from apps.policy.terms import TOP, Terms

CODE = "time_in_program"
TITLE = _lazy("Time in the program")


def find(record: Record, terms: Terms) -> RuleFinding:
    start = record.enrolled
    if start is None:
        return RuleFinding(rule=CODE, observed=None, required=terms.tiers[0].months, enter=0, keep=0)
    months = record.month - month_number(start)
    if anniversary(start, months) > record.as_of:
        months -= 1
    tier = highest_tier([months >= asked.months for asked in terms.tiers])
    asked = terms.tiers[min(tier + 1, TOP) - 1].months
    return RuleFinding(
        rule=CODE,
        observed=months,
        required=asked,
        enter=tier,
        keep=tier,
        moves=None if tier == TOP else anniversary(start, asked),
        detail={"since": start},
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    if finding.observed is None:
        return reader.chosen(seller=_("You are not a member yet."), officer=_("The business is not a member yet."))
    text = reader.chosen(
        seller=ngettext(
            "You have been a member for %(months)s month, since %(day)s. Tier %(tier)s asks for %(required)s.",
            "You have been a member for %(months)s months, since %(day)s. Tier %(tier)s asks for %(required)s.",
            finding.observed,
        ),
        officer=ngettext(
            "The business has been a member for %(months)s month, since %(day)s. Tier %(tier)s asks for %(required)s.",
            "The business has been a member for %(months)s months, since %(day)s. Tier %(tier)s asks for %(required)s.",
            finding.observed,
        ),
    )
    return text % {
        "months": number(finding.observed),
        "day": day(finding.detail["since"]),
        "tier": next_tier(finding),
        "required": number(finding.required),
    }


def value_text(value: int | None) -> str:
    if value is None:
        return _("not a member")
    return ngettext("%(count)s month", "%(count)s months", value) % {"count": number(value)}
