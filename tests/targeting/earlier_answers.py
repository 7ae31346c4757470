"""Earlier answers for tests: a partner of the better tier, and questions that it answered."""

from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.partners.models import PartnerTier, Scorecard, TierChange
from apps.partners.scorecards.models import PeerGroup
from apps.policy.selectors import policy_on
from apps.targeting.models import Assessment
from apps.targeting.services import information_answer
from tests.partners.client import PartnerClient, partner_client
from tests.targeting.declarations import assessed, declaration


def tier_given(partner: PartnerClient, tier: PartnerTier = PartnerTier.BETTER) -> PartnerClient:
    """Give a partner a tier from today on."""
    reporter = partner.credentials.partner.reporter
    month = clock.month_of(clock.today()) - timedelta(days=32 * Scorecard.objects.filter(reporter=reporter).count())
    card = Scorecard.objects.create(
        reporter=reporter,
        month=clock.add_months(clock.month_of(month), -1),
        group=PeerGroup.CARRIER,
        policy=policy_on(clock.today()),
        counted_at=clock.now(),
        **dict.fromkeys(("parcels", "complete", "timely", "amended", "mail", "mail_ahead"), 0) | {"parcels": 100},
    )
    TierChange.objects.create(scorecard=card, reporter=reporter, tier=tier, since=clock.today(), at=clock.now())
    return partner


def better_partner() -> PartnerClient:
    """Let a partner of the better tier in."""
    return tier_given(partner_client())


def answered_before(partner: PartnerClient, hs: str = "611020", **declared: Any) -> Assessment:
    """Return the answer to a question about the code of goods that were declared without one."""
    (asked,) = assessed(partner, declaration(**{"reference": "FIRST", "hs": None} | declared))
    return information_answer(
        partner_id=partner.credentials.partner.pk,
        assessment_id=asked.pk,
        text="The shop's invoice.",
        correction={"hs": hs},
    )


def repeated(partner: PartnerClient, reference: str = "SECOND", **declared: Any) -> Assessment:
    """Return the assessment that holds of another parcel of the same goods, declared without a code."""
    (one,) = assessed(partner, declaration(**{"reference": reference, "hs": None} | declared))
    return one
