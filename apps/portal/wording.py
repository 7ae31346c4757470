"""A tier as the policy has it, how its benefits are used, and why a standing changed, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.core.shares import percent_exact
from apps.policy.terms import Terms
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
        _("A proven compliance rate of %(rate)s") % {"rate": percent_exact(asked.compliance[0])},
    ]
    if tier > terms.caps.certified_tier:
        sentences.append(_("A validation visit passed"))
    return sentences


CHANGES: dict[str, Promise] = {
    Reason.ENROLLED: _lazy("You became a member."),
    Reason.VALIDATED: _lazy("A visit verified your business."),
    Reason.VALIDATION_ENDED: _lazy("Your validation no longer counts."),
    Reason.TIER_EARNED: _lazy("Your record earned a higher tier."),
    Reason.TIER_NOT_KEPT: _lazy("Your record no longer allowed the tier."),
    Reason.SUSPENDED: _lazy("You were suspended."),
    Reason.ON_CONDITIONS: _lazy("You are a member on conditions."),
    Reason.REINSTATED: _lazy("You were reinstated."),
    Reason.RESTORED: _lazy("What was taken from you was given back."),
    Reason.REMOVED: _lazy("You were removed from the program."),
    Reason.LEFT: _lazy("You left the program."),
}


HOW_TO_USE: dict[str, Promise] = {
    "exam_rate": _lazy(
        "Have your carrier or broker give your number with each parcel. The rest goes by itself: only parcels with "
        "your number are chosen less often."
    ),
    "front_of_line": _lazy(
        "When you hear that a parcel is held for an exam, tell your carrier or broker your number, and that you are to "
        "be examined first."
    ),
    "data_corrections": _lazy(
        "Send your data as before: fewer requests will come. Answer those that do come, within their time."
    ),
    "penalty_offset": _lazy(
        "If you get a penalty notice, name your number and your tier in your answer, and ask for this to be counted."
    ),
    "account_manager": _lazy("Write to the program under “Questions”. Your account manager answers there."),
    "certificate": _lazy("Print your certificate, or show it in your shop. Its code leads to the proof."),
}


@dataclass(frozen=True, slots=True)
class BenefitUse:
    """A benefit that is promised, and what to do to have it."""

    benefit: BenefitText
    how: Promise


def benefit_uses(benefits: Sequence[BenefitText]) -> list[BenefitUse]:
    return [BenefitUse(benefit, HOW_TO_USE[benefit.code]) for benefit in benefits]
