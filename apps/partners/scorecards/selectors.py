"""Reads of scorecards: those of a reporter beside its peers, and the quota that its tier gives."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from apps.core import clock
from apps.partners.scorecards.models import PartnerTier, Scorecard, TierChange
from apps.partners.scorecards.rules import quarter_of
from apps.partners.systems.models import Partner
from apps.policy.selectors import policy_on, terms_of

# Two years, so that a month can be compared with the same month of the year before.
MAX_MONTHS = 24
SHARES = ("complete", "timely")


@dataclass(frozen=True, slots=True)
class ScorecardBeside:
    """A scorecard, and the quarter of its peers in which each of its shares stands, 1 the best; None with few peers."""

    card: Scorecard
    quarters: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class TierHeld:
    """The tier of a reporter with the day since which it holds, and a limit that was announced and has not begun."""

    tier: PartnerTier
    since: date | None
    limited_from: date | None


def scorecards_beside(reporter_id: int) -> list[ScorecardBeside]:
    """Return the scorecards of a reporter, the latest first, each beside those of its peers. Two queries."""
    own = list(Scorecard.objects.filter(reporter_id=reporter_id).order_by("-month")[:MAX_MONTHS])
    places = {(card.group, card.month) for card in own}
    found = Scorecard.objects.filter(
        group__in={group for group, _month in places}, month__in={month for _group, month in places}
    ).exclude(reporter_id=reporter_id)
    peers = defaultdict[tuple[str, date], list[Scorecard]](list)
    for card in found:
        peers[card.group, card.month].append(card)
    return [
        ScorecardBeside(
            card,
            {
                name: quarter_of(_share(card, name), [_share(peer, name) for peer in peers[card.group, card.month]])
                for name in SHARES
            },
        )
        for card in own
    ]


def _share(card: Scorecard, name: str) -> float:
    """Return a share of the first reports of a card. A card has at least one parcel."""
    return getattr(card, name) / card.parcels


def tiers_announced(reporter_ids: Collection[int]) -> dict[int, PartnerTier]:
    """Return the tier that was announced last to each reporter, whether or not its day has come; reporters whose tier
    never changed are left out.
    """
    changes = TierChange.objects.filter(reporter_id__in=reporter_ids).order_by("reporter_id", "-pk")
    latest = changes.distinct("reporter_id").values_list("reporter_id", "tier")
    return {reporter_id: PartnerTier(tier) for reporter_id, tier in latest}


def tier_held(reporter_id: int) -> TierHeld:
    """Return the tier of a reporter today."""
    return _held(TierChange.objects.filter(reporter_id=reporter_id))


def _held(changes: QuerySet[TierChange]) -> TierHeld:
    today = clock.today()
    told = [(PartnerTier(tier), since) for tier, since in changes.order_by("-pk").values_list("tier", "since")[:2]]
    # Only a limit is announced ahead, and only the last change can still be ahead.
    held = next(((tier, since) for tier, since in told if since <= today), (PartnerTier.ORDINARY, None))
    return TierHeld(*held, limited_from=told[0][1] if told and told[0][1] > today else None)


def quota_factor(tier: PartnerTier) -> float:
    """Return by how much the quota of a tier is multiplied under the policy in force."""
    if tier == PartnerTier.ORDINARY:
        return 1
    terms = terms_of(policy_on(clock.today())).partners
    return terms.better_questions if tier == PartnerTier.BETTER else terms.limited_questions


def quota_factor_of(partner_id: int) -> float:
    """Return by how much the quota of a partner is multiplied today. One query where its tier is the ordinary one."""
    return quota_factor(_held(TierChange.objects.filter(reporter__partners=partner_id)).tier)


def questions_per_minute(tier: PartnerTier) -> int:
    """Return the quota of a tier under the policy in force."""
    return round(settings.PARTNER_QUESTIONS_PER_MINUTE * quota_factor(tier))


def repeat_days(tier: PartnerTier) -> int:
    """Return for how many days an answer of a partner of a tier is used again under the policy in force; 0 for tiers
    that are asked each time.
    """
    return terms_of(policy_on(clock.today())).partners.repeat_days if tier == PartnerTier.BETTER else 0


def contacts_of(reporter_id: int) -> list[str]:
    """Return the addresses of those who are told about the tier of a reporter."""
    partners = Partner.objects.filter(reporter_id=reporter_id, active=True).exclude(contact_email="")
    return sorted(set(partners.values_list("contact_email", flat=True)))
