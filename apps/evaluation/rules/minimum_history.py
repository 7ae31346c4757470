"""The record has enough parcels that others than the seller reported."""

from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.evaluation.finding import Finding, highest_tier, next_tier
from apps.evaluation.formats import number
from apps.evaluation.record import Record
from apps.policy.terms import ENTER, KEEP, TOP, Terms

CODE = "minimum_history"
TITLE = _lazy("Enough parcels to judge by")


def find(record: Record, terms: Terms) -> Finding:
    window, tiers = terms.windows.record_months, terms.tiers
    parcels = record.sums(window).parcels
    enter = highest_tier(lambda tier: parcels >= tiers[tier - 1].parcels[ENTER])
    keep = highest_tier(lambda tier: parcels >= tiers[tier - 1].parcels[KEEP])
    needed = max(tiers[enter - 1].parcels[ENTER] if enter else 0, tiers[keep - 1].parcels[KEEP] if keep else 0)
    return Finding(
        rule=CODE,
        observed=parcels,
        required=tiers[min(enter + 1, TOP) - 1].parcels[ENTER],
        enter=enter,
        keep=keep,
        moves=record.falls_short_on(window, lambda month: month.parcels, parcels, needed),
        clean_enter=None if enter == TOP else tiers[enter].parcels[ENTER] - parcels,
        clean_keep=None if keep == TOP else tiers[keep].parcels[KEEP] - parcels,
        detail={"months": window},
    )


def sentence(finding: Finding) -> str:
    return ngettext(
        "Others reported %(parcels)s parcel of yours in the last %(months)s months. "
        "Tier %(tier)s asks for %(required)s.",
        "Others reported %(parcels)s parcels of yours in the last %(months)s months. "
        "Tier %(tier)s asks for %(required)s.",
        finding.observed,
    ) % {
        "parcels": number(finding.observed),
        "months": finding.detail["months"],
        "tier": next_tier(finding),
        "required": number(finding.required),
    }


def value_text(value: int) -> str:
    return number(value)


def path(finding: Finding, tier: int, terms: Terms) -> str:
    missing = terms.requirement(tier).parcels[ENTER] - finding.observed
    return ngettext(
        "%(count)s more parcel, reported by somebody other than you.",
        "%(count)s more parcels, reported by somebody other than you.",
        missing,
    ) % {"count": number(missing)}
