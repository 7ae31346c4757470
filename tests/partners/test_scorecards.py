"""Scorecards of reporters, the tier that they earn, and the quota that follows."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from apps.core import clock
from apps.ledger.models import Reporter
from apps.ledger.vocabulary import ReporterKind
from apps.partners import throttles
from apps.partners.models import PartnerTier, Scorecard, TierChange
from apps.partners.scorecards.rules import MIN_PEERS, quarter_of
from apps.partners.scorecards.selectors import quota_factor_of, scorecards_beside, tier_held
from apps.partners.scorecards.services import scorecards_count
from apps.partners.systems.models import Partner
from apps.partners.systems.services import partner_create
from tests.benefits.test_months import policy
from tests.evaluation.ledger import member, parcels, recording, report
from tests.measures.world import FULL, noon
from tests.outbox import deliver

MONTH = date(2026, 3, 1)
DAY = date(2026, 3, 10)
COUNTED = date(2026, 4, 12)


def reported(code: str, *, complete: int, other: int = 0, late: int = 0, day: date = DAY, **fields: str) -> Reporter:
    """Report so many parcels of a day as a carrier: complete ones in time, incomplete ones, and complete ones late."""
    with clock.at(noon(date(2025, 1, 2))):
        shipper = member(date(2025, 1, 2))
    for number, days, more in ((complete, 1, {}), (other, 1, {"hs": "62"}), (late, 8, {})):
        if number:
            with clock.at(noon(day + timedelta(days=days))):
                carrier = recording(code, ReporterKind.CARRIER)
                parcels(shipper, day, number, recorded=carrier, issuer=code, **FULL | fields | more)
    return Reporter.objects.get(code=code)


def counted(day: date = COUNTED) -> list[Scorecard]:
    with clock.at(noon(day)):
        return scorecards_count()


def partner_of(reporter: Reporter) -> Partner:
    name, kind = f"{reporter.code} gate", reporter.kind
    made = partner_create(
        name=name,
        scopes=["ledger:write"],
        reporter_code=reporter.code,
        reporter_kind=kind,
        contact_email="gate@carrier.example",
    )
    return made.partner


def test_scorecard_counts_first_reports_and_later_ones() -> None:
    reporter = reported("usps", complete=3, other=2, late=1, mode="post", lodged_at="2026-03-09T10:00:00Z")
    with clock.at(noon(date(2026, 3, 20))):
        shipper = member(date(2026, 3, 1))
        (reference,) = parcels(shipper, DAY, 1, recorded=recording("usps"), issuer="usps", **FULL)
        report(
            [{"ksn": shipper.ksn, "date": DAY, "reference": reference, "issuer": "usps", **FULL, "value": "21"}],
            recorded=recording("usps"),
        )
    (card,) = counted()
    assert (card.reporter, card.month, card.group) == (reporter, MONTH, "post")
    assert (card.parcels, card.complete, card.timely, card.amended) == (7, 5, 5, 1)
    assert (card.mail, card.mail_ahead) == (6, 4)


def test_scorecard_is_made_once_when_the_reports_of_the_month_had_their_time_and_never_changed() -> None:
    reported("usps", complete=1)
    assert counted(date(2026, 4, 7)) == []
    (card,) = counted(date(2026, 4, 8))
    assert counted(date(2026, 4, 9)) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Scorecard.objects.filter(pk=card.pk).update(complete=5)


def test_months_in_which_nobody_counted_are_counted_later_and_the_last_one_decides_the_tier() -> None:
    partner = partner_of(reported("usps", complete=100))
    assert [card.month for card in counted()] == [MONTH]
    reported("usps", complete=70, other=30, day=date(2026, 4, 10))
    reported("usps", complete=50, other=50, day=date(2026, 5, 10))
    reported("usps", complete=90, other=10, day=date(2026, 7, 10))
    cards = counted(date(2026, 8, 12))
    # Nothing was reported of June, so there is no card of that month.
    assert [(card.month.month, card.parcels, card.complete) for card in cards] == [
        (4, 100, 70),
        (5, 100, 50),
        (7, 100, 90),
    ]
    assert counted(date(2026, 8, 13)) == []
    told = (
        TierChange.objects.filter(reporter=partner.reporter_id).order_by("pk").values_list("tier", "scorecard__month")
    )
    assert list(told) == [("better", MONTH), ("ordinary", date(2026, 7, 1))]


def test_missed_month_is_counted_by_the_policy_of_its_time() -> None:
    reported("usps", complete=1)
    counted()
    reported("usps", complete=1, day=date(2026, 4, 10))
    reported("usps", complete=1, day=date(2026, 5, 10))
    later = policy(date(2026, 6, 1), {})
    assert [card.policy == later for card in counted(date(2026, 6, 20))] == [False, True]


def test_good_reports_earn_a_larger_quota_at_once() -> None:
    partner = partner_of(reported("usps", complete=100))
    counted()
    with clock.at(noon(COUNTED)):
        assert tier_held(partner.reporter_id).tier == PartnerTier.BETTER
        assert quota_factor_of(partner.pk) == 2
        deliver()
    assert mail.outbox[-1].to == ["gate@carrier.example"]
    assert "120,000 questions a minute" in mail.outbox[-1].body


def test_limit_is_announced_before_it_begins() -> None:
    partner = partner_of(reported("usps", complete=70, other=30))
    counted()
    with clock.at(noon(COUNTED)):
        deliver()
        held = tier_held(partner.reporter_id)
        assert (held.tier, held.limited_from) == (PartnerTier.ORDINARY, date(2026, 5, 12))
        assert quota_factor_of(partner.pk) == 1
    assert "complete for 70%" in mail.outbox[-1].body
    assert "2026-05-12" in mail.outbox[-1].subject
    with clock.at(noon(date(2026, 5, 12))):
        assert tier_held(partner.reporter_id).tier == PartnerTier.LIMITED
        assert quota_factor_of(partner.pk) == 0.5


def test_better_scorecard_lifts_a_limit_before_it_begins() -> None:
    partner = partner_of(reported("usps", complete=70, other=30))
    counted()
    reported("usps", complete=90, other=10, day=date(2026, 4, 10))
    counted(date(2026, 5, 10))
    with clock.at(noon(date(2026, 6, 1))):
        held = tier_held(partner.reporter_id)
        assert (held.tier, held.limited_from) == (PartnerTier.ORDINARY, None)
        assert quota_factor_of(partner.pk) == 1


def test_month_of_few_parcels_changes_no_tier() -> None:
    reported("usps", complete=0, other=99)
    counted()
    assert not TierChange.objects.exists()


def test_limited_partner_may_ask_less(settings: object) -> None:
    partner = partner_of(reported("usps", complete=70, other=30))
    counted()
    settings.PARTNER_QUESTIONS_PER_MINUTE = 10
    with clock.at(noon(date(2026, 5, 12))):
        asked = [throttles.questions_count(partner.pk) for _question in range(7)]
    assert asked[0].limit == 5
    assert [quota.is_exceeded for quota in asked] == [False] * 5 + [True] * 2


def test_quarter_is_told_with_enough_peers_alone() -> None:
    assert quarter_of(0.9, [0.5] * (MIN_PEERS - 1)) is None
    assert quarter_of(0.9, [0.5] * MIN_PEERS) == 1
    assert quarter_of(0.4, [0.5] * 7) == 4
    assert [quarter_of(place / 8, [each / 8 for each in range(8) if each != place]) for place in (7, 5, 3, 0)] == [
        1,
        2,
        3,
        4,
    ]


def test_reporter_is_compared_with_its_kind_alone() -> None:
    for number in range(MIN_PEERS):
        reported(f"carrier{number}", complete=number, other=MIN_PEERS - number)
    own = reported("usps", complete=9, other=1)
    counted()
    (beside,) = scorecards_beside(own.pk)
    assert beside.quarters == {"complete": 1, "timely": 1}


def test_the_queries_do_not_grow_with_the_reporters(django_assert_max_num_queries) -> None:
    def queries(month: int, reporters: int) -> int:
        for number in range(reporters):
            reported(f"carrier-{number}", complete=100, day=date(2026, month, 10))
        with django_assert_max_num_queries(40) as made:
            assert len(counted(date(2026, month + 1, 12))) == reporters
        return len(made)

    few, many = queries(3, 1), queries(4, 7)
    assert TierChange.objects.count() == 7, "one of the reporters had its better tier already"
    assert many <= few
