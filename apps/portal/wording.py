"""A tier as the policy has it, and the changes of a standing, in sentences."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.templatetags.display import percent
from apps.policy.terms import Terms
from apps.standing.models import Change
from apps.standing.selectors import BenefitText, benefit_texts
from apps.standing.states import Reason


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


CHANGES: dict[str, Promise] = {
    Reason.ENROLLED: gettext_lazy("You became a member."),
    Reason.VALIDATED: gettext_lazy("A visit verified your business."),
    Reason.VALIDATION_ENDED: gettext_lazy("Your validation no longer counts."),
    Reason.TIER_EARNED: gettext_lazy("Your record earned a higher tier."),
    Reason.TIER_NOT_KEPT: gettext_lazy("Your record no longer allowed the tier."),
    Reason.SUSPENDED: gettext_lazy("You were suspended."),
    Reason.REINSTATED: gettext_lazy("You were reinstated."),
    Reason.REMOVED: gettext_lazy("You were removed from the program."),
    Reason.LEFT: gettext_lazy("You left the program."),
}


@dataclass(frozen=True, slots=True)
class ChangeText:
    change: Change
    sentences: list[Promise]


def change_text(change: Change) -> ChangeText:
    return ChangeText(change, [CHANGES[reason] for reason in change.reasons])
