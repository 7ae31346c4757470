"""The member passed a validation visit, not too long ago.

A member that is certified on paper alone does not rise above the first tier.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.clock import anniversary
from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import Reader, day
from apps.evaluation.record import Record
from apps.policy.terms import TOP, Terms

CODE = "validation_current"
TITLE = _lazy("Validated")


def find(record: Record, terms: Terms) -> RuleFinding:
    caps = terms.caps
    if record.validated is None:
        cap = caps.certified_tier
        return RuleFinding(rule=CODE, observed=None, required=caps.validation_months, enter=cap, keep=cap)
    expires = anniversary(record.validated, caps.validation_months)
    lapses = anniversary(record.validated, caps.validation_months + caps.validation_grace_months)
    return RuleFinding(
        rule=CODE,
        observed=record.validated,
        required=caps.validation_months,
        enter=TOP if record.as_of < expires else caps.certified_tier,
        keep=TOP if record.as_of < lapses else caps.certified_tier,
        moves=next((moment for moment in (expires, lapses) if record.as_of < moment), None),
        detail={"expires": expires},
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    if finding.observed is None:
        text = reader.chosen(
            seller=_("You are certified on paper and not validated yet. Tiers above %(tier)s need a validation."),
            officer=_(
                "The business is certified on paper and not validated yet. Tiers above %(tier)s need a validation."
            ),
        )
        return text % {"tier": finding.enter}
    text = reader.chosen(
        seller=_("You were validated on %(day)s. To rise above the first tier it must be renewed by %(expires)s."),
        officer=_(
            "The business was validated on %(day)s. To rise above the first tier, the validation must be renewed by "
            "%(expires)s."
        ),
    )
    return text % {"day": day(finding.observed), "expires": day(finding.detail["expires"])}


def value_text(value: date | int | None) -> str:
    if value is None:
        return _("not validated")
    if isinstance(value, int):
        return _("within %(months)s months") % {"months": value}
    return day(value)


def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return _("A validation visit.") if finding.observed is None else _("A new validation visit.")
