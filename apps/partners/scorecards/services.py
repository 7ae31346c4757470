"""The writes of scorecards: a row for each reporter and month, and the tier that follows."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from apps.core import clock
from apps.events.services import NewEvent, record_many
from apps.ledger.selectors.archives import months_require
from apps.partners.scorecards.models import PartnerTier, PeerGroup, Scorecard, TierChange
from apps.partners.scorecards.rules import tier_earned
from apps.partners.scorecards.selectors import tiers_announced
from apps.partners.scorecards.statements import COUNTS
from apps.policy.models import Policy
from apps.policy.procedures import PartnerTerms
from apps.policy.selectors import policy_on, terms_of


@transaction.atomic
def scorecards_count() -> list[Scorecard]:
    """Count the scorecards of the last month whose reports had their time, and change the tiers that follow; return the
    new scorecards.

    Done twice for a month, the second time finds nothing to do. Raises Archived if entries of the month are in files.
    """
    today = clock.today()
    policy = policy_on(today)
    terms = terms_of(policy).partners
    month = clock.add_months(clock.month_of(today - timedelta(days=terms.timely_days)), -1)
    if Scorecard.objects.filter(month=month).exists():
        return []
    cards = Scorecard.objects.bulk_create(_counted(month, policy, terms))
    _tiers_change(cards, terms)
    return cards


def _counted(month: date, policy: Policy, terms: PartnerTerms) -> list[Scorecard]:
    last = clock.add_months(month, 1) - timedelta(days=1)
    months_require(month, last)
    given = {"first": month, "last": last, "timely_days": terms.timely_days, "zone": clock.PROGRAM_ZONE.key}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, given)
        rows = cursor.fetchall()
    return [
        Scorecard(
            reporter_id=reporter_id,
            month=month,
            group=PeerGroup.POST if kind == PeerGroup.CARRIER and 2 * mail > parcels else kind,
            parcels=parcels,
            complete=complete,
            timely=timely,
            amended=amended,
            mail=mail,
            mail_ahead=ahead,
            policy=policy,
            counted_at=clock.now(),
        )
        for reporter_id, kind, parcels, complete, timely, amended, mail, ahead in rows
    ]


def _tiers_change(cards: Sequence[Scorecard], terms: PartnerTerms) -> None:
    """Change the tiers of reporters as their scorecards say. A limit begins after its notice, anything else at once."""
    announced = tiers_announced([card.reporter_id for card in cards])
    earned = [(card, tier_earned(card, terms)) for card in cards]
    changes = TierChange.objects.bulk_create(
        TierChange(
            scorecard=card,
            reporter_id=card.reporter_id,
            tier=tier,
            since=clock.add_days(clock.today(), terms.notice_days if tier == PartnerTier.LIMITED else 0),
            at=clock.now(),
        )
        for card, tier in earned
        if tier is not None and tier != announced.get(card.reporter_id, PartnerTier.ORDINARY)
    )
    record_many(
        "partners.tier_changed",
        events=[NewEvent(("tier_change", change.pk), payload={"tier": change.tier}) for change in changes],
    )
