"""The writes of scorecards: a row for each reporter and month, and the tier that follows."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from apps.core import clock
from apps.events.services import NewEvent, record_many
from apps.ledger.selectors.archives import months_missing
from apps.ledger.statements import COMPLETE
from apps.partners.scorecards.models import PartnerTier, PeerGroup, Scorecard, TierChange
from apps.partners.scorecards.rules import tier_earned
from apps.partners.scorecards.selectors import tiers_announced
from apps.policy.models import Policy
from apps.policy.procedures import PartnerTerms
from apps.policy.selectors import policy_on, terms_of

# An entry holds a report as the reporter made it; a report that repeats what is known leaves no entry, and counts for
# nobody.
_COUNTS = """
WITH reported AS (
    SELECT shipment.*, recording.reporter_id,
        row_number() OVER (PARTITION BY recording.reporter_id, shipment.parcel_id ORDER BY shipment.revision) AS place,
        count(*) OVER (PARTITION BY recording.reporter_id, shipment.parcel_id) AS reports
    FROM ledger_shipment shipment
    JOIN ledger_recording recording ON recording.id = shipment.recording_id
    JOIN ledger_reporter reporter ON reporter.id = recording.reporter_id
    WHERE shipment.date BETWEEN %(first)s AND %(last)s AND NOT shipment.voided
        AND reporter.kind IN ('broker', 'carrier', 'marketplace')
), told AS (
    SELECT *, mode = 'post' AS is_mail, {complete} AS whole
    FROM reported
    WHERE place = 1
)
SELECT reporter.id, reporter.kind, count(*), count(*) FILTER (WHERE whole),
    count(*) FILTER (WHERE (recorded_at AT TIME ZONE %(zone)s)::date <= date + %(timely_days)s::integer),
    count(*) FILTER (WHERE reports > 1), count(*) FILTER (WHERE is_mail),
    count(*) FILTER (WHERE is_mail AND whole AND lodged_at < coalesce(arrived_at, 'infinity'))
FROM told JOIN ledger_reporter reporter ON reporter.id = told.reporter_id
GROUP BY reporter.id, reporter.kind
ORDER BY reporter.id
"""
COUNTS = _COUNTS.replace("{complete}", COMPLETE)


@transaction.atomic
def scorecards_count() -> list[Scorecard]:
    """Count the scorecards of each month since the last one counted whose reports had their time, and change the tiers
    that follow; return the new scorecards, by month.

    Each month is counted by the numbers of the policy that was in force when the reports of the month had had their
    time. Before any month was counted, only the last one is due. Done twice, the second time finds nothing to do.
    Months whose entries are in files are left out.
    """
    cards: list[Scorecard] = []
    for month in _months_due():
        policy = policy_on(_reports_in(month, _terms_on(clock.today())))
        cards += Scorecard.objects.bulk_create(_scorecards_of(month, policy))
    _tiers_change(cards, _terms_on(clock.today()))
    return cards


def _terms_on(day: date) -> PartnerTerms:
    return terms_of(policy_on(day)).partners


def _reports_in(month: date, terms: PartnerTerms) -> date:
    """Return the first day on which the reports of a month have had their time."""
    return clock.add_days(clock.add_months(month, 1), terms.timely_days)


def _months_due() -> list[date]:
    """Return the months that are to be counted, the earliest first. Two queries."""
    today = clock.today()
    last = clock.add_months(clock.month_of(clock.add_days(today, -_terms_on(today).timely_days)), -1)
    counted = Scorecard.objects.aggregate(last=Max("month"))["last"]
    month, due = clock.add_months(counted, 1) if counted else last, []
    while month <= last:
        due.append(month)
        month = clock.add_months(month, 1)
    archived = months_missing()
    return [month for month in due if month not in archived]


def _scorecards_of(month: date, policy: Policy) -> list[Scorecard]:
    given = {
        "first": month,
        "last": clock.add_days(clock.add_months(month, 1), -1),
        "timely_days": terms_of(policy).partners.timely_days,
        "zone": clock.PROGRAM_ZONE.key,
    }
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
    """Change the tiers of reporters as their scorecards say. A limit begins after its notice, anything else at once.

    Of several months that are counted at once, the last one that says something decides: nobody is told of a tier that
    another month has already changed.
    """
    announced = tiers_announced([card.reporter_id for card in cards])
    earned = {
        card.reporter_id: (card, tier)
        for card in cards
        if (tier := tier_earned(card, terms_of(card.policy).partners)) is not None
    }
    changes = TierChange.objects.bulk_create(
        TierChange(
            scorecard=card,
            reporter_id=card.reporter_id,
            tier=tier,
            since=clock.add_days(clock.today(), terms.notice_days if tier == PartnerTier.LIMITED else 0),
            at=clock.now(),
        )
        for card, tier in earned.values()
        if tier != announced.get(card.reporter_id, PartnerTier.ORDINARY)
    )
    record_many(
        "partners.tier_changed",
        events=[NewEvent(("tier_change", change.pk), payload={"tier": change.tier}) for change in changes],
    )
