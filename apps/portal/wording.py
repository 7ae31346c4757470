"""What a benefit means to a seller, in a sentence with its number."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.templatetags.display import percent
from apps.policy.terms import Benefit, Terms

SENTENCES: dict[str, Promise] = {
    "exam_rate": gettext_lazy("Your parcels are chosen for exam %(value)s as often as those of sellers nobody knows."),
    "front_of_line": gettext_lazy("When one of your parcels is chosen for exam, it is examined before others."),
    "data_corrections": gettext_lazy("%(value)s of the requests to correct shipment data are waived."),
    "penalty_offset": gettext_lazy("A penalty is mitigated by a further %(value)s."),
    "account_manager": gettext_lazy("A named officer answers your questions."),
    "certificate": gettext_lazy("You may show the program's logo and certificate."),
}


@dataclass(frozen=True, slots=True)
class BenefitText:
    title: str | Promise
    sentence: str


def benefit_texts(benefits: list[Benefit]) -> list[BenefitText]:
    return [BenefitText(b.label, SENTENCES[b.code] % {"value": percent(b.value)}) for b in benefits]


@dataclass(frozen=True, slots=True)
class TierText:
    """A tier as the policy has it: what it asks to be entered, and what it gives."""

    tier: int
    asks: list[str]
    gives: list[BenefitText]


def tier_text(terms: Terms, tier: int) -> TierText:
    return TierText(
        tier, _asks(terms, tier) if tier else [_("An approved application")], benefit_texts(terms.benefits(tier))
    )


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
