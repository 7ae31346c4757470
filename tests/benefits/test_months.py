"""The months of each tier, counted from tallies, equal a count of every shipment."""

import random
from collections import Counter
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from apps.benefits.models import Month
from apps.benefits.selectors import measure_of, tiers_measured, window_now
from apps.benefits.services import months_measure
from apps.core import clock
from apps.ledger.models import Seller, Shipment
from apps.ledger.services import recording_reverse, seller_link
from apps.policy.models import Number, Policy
from apps.shippers.models import Shipper
from apps.standing.models import Change
from tests.benefits.members import months_back, others_send, parcels_send, report, standing_set, tier_member
from tests.evaluation.ledger import recording
from tests.people import staff


def months() -> list[date]:
    return [months_back(month) for month in range(12, 0, -1)]


def state(change: Change) -> tuple[int | None, bool]:
    """Return the tier held after a change, and whether every parcel was examined from then on."""
    return change.tier if change.status in ("active", "conditional") else None, change.examine_all


def states(shipper: Shipper, month: date) -> list[tuple[int | None, bool]]:
    """Return the state of a shipper at the beginning of a month, and after each change within the month."""
    begin = datetime.combine(month, time.min, clock.PROGRAM_ZONE)
    end = datetime.combine(clock.add_months(month, 1), time.min, clock.PROGRAM_ZONE)
    changes = list(Change.objects.filter(shipper=shipper).order_by("pk"))
    before = [state(change) for change in changes if change.at < begin]
    return (before[-1:] or [(None, False)]) + [state(change) for change in changes if begin <= change.at < end]


def brute_force() -> dict[tuple[date, int | None], tuple[int, int, int, int]]:
    """Count the same figures shipment by shipment and change by change."""
    parcels, examined, left_out, shippers = Counter(), Counter(), Counter(), {}
    present = Shipment.objects.filter(id=F("parcel__shipment_id"), voided=False, evidence=True)
    for shipment in present.select_related("seller__shipper"):
        month, shipper = clock.month_of(shipment.date), shipment.seller.shipper
        held = states(shipper, month) if shipper else [(None, False)]
        key = (month, held[0][0])
        if len(set(held)) > 1 or held[0][1]:
            left_out[key] += 1
            continue
        parcels[key] += 1
        examined[key] += shipment.examined
        shippers.setdefault(key, set()).add(shipper)
    return {
        (month, tier): (
            *(parcels[month, tier], examined[month, tier]),
            *(len(shippers.get((month, tier), set()) - {None}), left_out[month, tier]),
        )
        for month in months()
        for tier in (None, 0, 1, 2, 3)
    }


def measured() -> dict[tuple[date, int | None], tuple[int, int, int, int]]:
    return {
        (row.month, row.tier): (row.parcels, row.examined, row.shippers, row.left_out) for row in Month.objects.all()
    }


def random_program(dice: random.Random) -> None:
    for _shipper in range(8):
        shipper = tier_member(dice.randrange(4), since=months_back(dice.randrange(1, 18), dice.randrange(1, 28)))
        start = Change.objects.filter(shipper=shipper).latest("pk").at.date()
        days = sorted(months_back(dice.randrange(0, 13), dice.randrange(2, 28)) for _change in range(dice.randrange(5)))
        for day in days:
            if start < day < clock.today():
                status = dice.choice(["active", "active", "conditional", "suspended"])
                examined = status == "conditional" and dice.random() < 0.5
                standing_set(
                    shipper, day, dice.randrange(4), status, validated=dice.random() < 0.5, examine_all=examined
                )
        for _day in range(12):
            number = dice.randrange(1, 6)
            day = months_back(dice.randrange(1, 14), dice.randrange(1, 28))
            parcels_send(shipper, day, number, dice.randrange(number + 1), currency=dice.choice(["USD", "EUR"]))
    # Parcels of a seller that is not a member, and a parcel that only the seller reported, which is no evidence.
    others_send(months=3, number=5, examined=2)
    own = recording("own", "seller")
    report([{"ksn": shipper.ksn, "date": months_back(2, 3), "reference": "OWN", "examined": True}], recorded=own)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_months_equal_a_count_of_every_shipment(seed: int) -> None:
    random_program(random.Random(seed))
    months_measure()
    assert measured() == brute_force()


def test_late_reports_links_and_reversals_change_the_count() -> None:
    shipper = tier_member(1)
    parcels_send(shipper, months_back(2, 5), 4, 1)
    others_send(months=2, number=5, examined=1)
    late = recording("late")
    months_measure()
    before = measured()
    report([{"ksn": shipper.ksn, "date": months_back(3, 5), "reference": "LATE", "examined": True}], recorded=late)
    months_measure()
    assert measured()[months_back(3), 1] == (1, 1, 1, 0)
    recording_reverse(recording_id=late.pk, actor=staff("supervisor"), reason="Wrong.")
    months_measure()
    assert measured() == before
    seller_link(seller_id=Seller.objects.get(code="stranger").pk, shipper_id=shipper.pk)
    months_measure()
    assert measured()[months_back(2), 1] == (9, 2, 1, 0)
    assert measured() == brute_force()


def test_the_present_month_is_not_counted_and_running_again_changes_nothing() -> None:
    parcels_send(tier_member(1), clock.today(), 3, 1)
    assert [months_measure(), months_measure()] == [12, 12]
    assert Month.objects.count() == 12 * 5
    assert not any(any(row) for row in measured().values())


def test_a_validation_or_conditions_leave_the_tier_as_it_is() -> None:
    shipper = tier_member(2)
    standing_set(shipper, months_back(3, 10), 2, validated=True)
    standing_set(shipper, months_back(2, 10), 2, "conditional")
    parcels_send(shipper, months_back(3, 5), 4, 1)
    parcels_send(shipper, months_back(2, 5), 4, 1)
    months_measure()
    assert measured()[months_back(3), 2] == measured()[months_back(2), 2] == (4, 1, 1, 0)


def test_days_begin_in_new_york() -> None:
    shipper = tier_member(1)
    last = clock.add_days(months_back(2), -1)
    late = datetime.combine(last, time(23), clock.PROGRAM_ZONE)
    Change.objects.create(shipper=shipper, at=late, action="tests", status="active", validated=False, tier=2)
    parcels_send(shipper, months_back(3, 5), 1, 0)
    parcels_send(shipper, months_back(2, 5), 1, 0)
    months_measure()
    assert measured()[months_back(3), 1] == (0, 0, 0, 1)
    assert measured()[months_back(2), 2] == (1, 0, 1, 0)


@pytest.mark.slow
def test_the_promise_of_a_tier_is_its_multiple_of_the_ordinary_rate() -> None:
    others_send()
    for month in range(1, 13):
        parcels_send(
            tier_member(0) if month == 1 else Shipper.objects.filter(standing__tier=0).get(),
            months_back(month, 3),
            10,
            1,
        )
    shipper = tier_member(2)
    for month in range(1, 13):
        parcels_send(shipper, months_back(month, 3), 30, 2)
    months_measure()
    window = window_now()
    by_tier = {one.tier: one for one in tiers_measured(window)}
    ordinary = (20 + 1) / (200 + 10)
    assert by_tier[2].realised.promised == pytest.approx(0.5 * ordinary)
    assert by_tier[2].realised.rate == pytest.approx(2 / 30)
    assert by_tier[2].realised.verdict == "open", "more were examined than promised, which may be chance"
    assert (by_tier[0].realised.verdict, by_tier[0].realised.promised) == (None, None)
    assert by_tier[0].realised.parcels == 120
    assert by_tier[3].realised.verdict == "open"
    assert measure_of(shipper.pk, window).realised == by_tier[2].realised


def test_a_month_during_which_the_promise_changed_does_not_count() -> None:
    others_send()
    shipper = tier_member(2)
    for month in range(1, 7):
        parcels_send(shipper, months_back(month, 3), 30, 2)
    months_measure()
    policy(months_back(3, 15), {"benefit.2.exam_rate": "0.4"})
    months = {month.month: month for month in measure_of(shipper.pk, window_now()).months}
    assert [month.month for month in months.values() if month.changed] == [months_back(3)]
    assert months[months_back(3)].realised.verdict is None
    assert months[months_back(4)].realised.promised == pytest.approx(0.5 * 0.1)
    assert months[months_back(2)].realised.promised == pytest.approx(0.4 * 0.1)
    (two,) = [one for one in tiers_measured(window_now()) if one.tier == 2]
    assert (two.realised.parcels, two.left_out) == (150, 30)
    assert two.realised.promised == pytest.approx((0.5 * 90 + 0.4 * 60) / 150 * 0.1)


@pytest.mark.slow
def test_a_change_of_tier_divides_the_months_between_two_promises() -> None:
    others_send()
    shipper = tier_member(1)
    standing_set(shipper, months_back(4, 10), 3)
    for month in range(1, 9):
        parcels_send(shipper, months_back(month, 3), 25, 1)
    months_measure()
    measure = measure_of(shipper.pk, window_now())
    assert [month.month for month in measure.months if month.turned] == [months_back(4)]
    assert measure.realised.parcels == 7 * 25
    assert measure.realised.promised == pytest.approx((0.8 * 4 + 0.25 * 3) / 7 * 0.1)


def test_the_number_of_queries_does_not_grow_with_the_members() -> None:
    months_measure()
    with CaptureQueriesContext(connection) as few:
        tiers_measured(window_now())
    for _shipper in range(5):
        parcels_send(tier_member(1), months_back(2, 3), 3, 1)
    with CaptureQueriesContext(connection) as counting:
        months_measure()
    with CaptureQueriesContext(connection) as many:
        tiers_measured(window_now())
    assert len(many) == len(few) <= 4
    assert len([query for query in counting if "SAVEPOINT" not in query["sql"]]) <= 3


def policy(day: date, numbers: dict[str, str]) -> Policy:
    """Publish a copy of the present policy with some numbers changed, in force from a day on."""
    last = Policy.objects.order_by("-version").first()
    made = Policy.objects.create(version=last.version + 1)
    Number.objects.bulk_create(
        Number(
            policy=made,
            key=row.key,
            value=numbers.get(row.key, row.value),
            authority=row.authority,
            reason=row.reason,
        )
        for row in last.numbers.all()
    )
    Policy.objects.filter(pk=made.pk).update(state="published", effective_from=day, published_at=clock.now())
    made.refresh_from_db()
    return made
