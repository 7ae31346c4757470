"""A tier as the policy has it, in sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.core.templatetags.display import percent
from apps.policy.terms import Terms
from apps.standing.selectors import BenefitText, benefit_texts


@dataclass(frozen=True, slots=True)
class TierText:
    """What a tier asks to be entered, and what it gives."""

    tier: int
    asks: list[str]
    gives: list[BenefitText]


def tier_text(terms: Terms, tier: int) -> TierText:
    asks = _asks(terms, tier) if tier else [_("An approved application")]
    return TierText(tier, asks, benefit_texts(terms.benefits(tier)))


def _asks(terms: Terms, tier: int) -> list[str]:
    asked = terms.requirement(tier)
    sentences = []
    if asked.months:
        sentences.append(_("%(months)d months in the program") % {"months": asked.months})
    sentences += [
        _("%(parcels)d parcels on record") % {"parcels": asked.parcels[0]},
        _("A proven compliance rate of %(rate)s") % {"rate": percent(asked.compliance[0])},
    ]
    if tier > terms.caps.certified_tier:
        sentences.append(_("A validation visit passed"))
    return sentences
