"""Sentences on tiers, on the use of benefits, and on the reasons for a change of standing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.lazy import Promise
from apps.core.shares import percent_exact
from apps.policy.terms import ENTER, ONE, Terms
from apps.standing.selectors import BenefitText, benefit_texts
from apps.standing.states import ChangeReason


@dataclass(frozen=True, slots=True)
class TierText:
    """The requirements to enter a tier, and the benefits of the tier."""

    tier: int
    requirements: list[str]
    benefits: list[BenefitText]

    @property
    def sentences(self) -> list[str]:
        """Return the requirements and then the benefits, each in a sentence."""
        return [*self.requirements, *(str(benefit.sentence) for benefit in self.benefits)]


def tier_text(terms: Terms, tier: int) -> TierText:
    """Return the requirements and benefits of a tier, from 0 to 3, under a policy."""
    requirements = _requirements(terms, tier) if tier else [_("An approved application")]
    return TierText(tier, requirements, benefit_texts(terms.benefits(tier)))


def _requirements(terms: Terms, tier: int) -> list[str]:
    required = terms.requirement(tier)
    sentences = []
    if required.months:
        sentences.append(
            ngettext("%(months)d month in the program", "%(months)d months in the program", required.months)
            % {"months": required.months}
        )
    sentences += [
        _("%(exams)d parcels opened at random") % {"exams": required.exams[ENTER]},
        _("A compliance rate of %(rate)s") % {"rate": percent_exact(required.compliance / ONE)},
    ]
    if tier > terms.caps.certified_tier:
        sentences.append(_("A validation visit passed"))
    return sentences


CHANGE_REASONS: dict[str, Promise] = {
    ChangeReason.ENROLLED: _lazy("You became a member."),
    ChangeReason.VALIDATED: _lazy("A visit verified your business."),
    ChangeReason.VALIDATION_ENDED: _lazy("Your validation no longer counts."),
    ChangeReason.TIER_EARNED: _lazy("Your record earned a higher tier."),
    ChangeReason.TIER_NOT_KEPT: _lazy("Your record no longer allowed the tier."),
    ChangeReason.SUSPENDED: _lazy("You were suspended."),
    ChangeReason.ON_CONDITIONS: _lazy("You are a member on conditions."),
    ChangeReason.REINSTATED: _lazy("You were reinstated."),
    ChangeReason.RESTORED: _lazy("Your standing was restored."),
    ChangeReason.STAYED: _lazy("You got back what you had before, until your appeal is decided."),
    ChangeReason.REMOVED: _lazy("You were removed from the program."),
    ChangeReason.LEFT: _lazy("You left the program."),
    ChangeReason.EXAMINED_FULLY: _lazy("All your parcels are examined."),
    ChangeReason.EXAMINED_AS_BEFORE: _lazy("Your parcels are examined as before."),
}


BENEFIT_USES: dict[str, Promise] = {
    "exam_rate": _lazy(
        "Have your carrier or broker give your number with each parcel. You do not need to do anything else: "
        "only parcels with "
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
    """A promised benefit, and what to do to receive it."""

    benefit: BenefitText
    how: Promise


def benefit_uses(benefits: Sequence[BenefitText]) -> list[BenefitUse]:
    """Return each benefit with what to do to receive it."""
    return [BenefitUse(benefit, BENEFIT_USES[benefit.code]) for benefit in benefits]
