"""The benefits of a shipment are those that the standing and the policy of its day promised."""

from datetime import date
from itertools import count

from apps.benefits.selectors import ShipmentMeasure, measure_of_shipment
from apps.core import clock
from apps.ledger.models import Shipment
from apps.shippers.models import Shipper
from tests.benefits.members import months_back, report, standing_set, tier_member
from tests.benefits.test_months import policy

_numbers = count(1)


def measure(shipper: Shipper, day: date, **fields: object) -> ShipmentMeasure:
    report([{"ksn": shipper.ksn, "date": day, "reference": f"M{next(_numbers)}", **fields}])
    return measure_of_shipment(shipper.pk, Shipment.objects.latest("id"))


def test_the_promise_follows_the_tier_held_when_the_day_began() -> None:
    shipper = tier_member(1, since=months_back(6, 10))
    standing_set(shipper, months_back(4, 10), 2)
    standing_set(shipper, months_back(2, 10), 2, "suspended")
    before = measure(shipper, months_back(6, 9))
    assert (before.tier, before.multiple, before.front_of_line, list(before.benefits)) == (None, None, False, [])
    first = measure(shipper, months_back(4, 10))
    assert (first.tier, first.multiple, first.front_of_line) == (1, 0.8, False)
    second = measure(shipper, months_back(4, 11))
    assert (second.tier, second.multiple, second.front_of_line) == (2, 0.5, True)
    suspended = measure(shipper, months_back(2, 11))
    assert (suspended.status, suspended.tier, suspended.multiple) == ("suspended", 2, None)


def test_the_promise_follows_the_policy_of_the_day() -> None:
    shipper = tier_member(2)
    policy(months_back(3, 15), {"benefit.2.exam_rate": "1", "benefit.2.front_of_line": "0"})
    assert measure(shipper, months_back(3, 14)).multiple == 0.5
    later = measure(shipper, months_back(3, 15))
    assert (later.multiple, later.front_of_line) == (None, False)
    assert "certificate" in {benefit.code for benefit in later.benefits}


def test_nothing_is_promised_on_a_day_without_a_policy() -> None:
    shipper = tier_member(3, since=date(1999, 1, 1))
    assert measure(shipper, date(1999, 6, 1)).benefits == ()


def test_the_measure_tells_the_exam_and_the_hours_to_release() -> None:
    shipper, day = tier_member(2), months_back(1, 5)
    examined = measure(
        shipper,
        day,
        examined=True,
        exam_basis="random",
        arrived_at=f"{day}T08:00:00Z",
        released_at=f"{day}T13:30:00Z",
    )
    assert (examined.examined, examined.basis, examined.hours) == (True, "random", 5.5)
    assert measure(shipper, day, arrived_at=f"{day}T08:00:00Z").hours is None
    odd = measure(shipper, day, arrived_at=f"{day}T08:00:00Z", released_at=f"{day}T07:00:00Z")
    assert (odd.examined, odd.hours) == (False, None)


def test_a_measure_takes_two_queries(django_assert_num_queries) -> None:
    shipper = tier_member(2)
    measure(shipper, clock.today())
    shipment = Shipment.objects.latest("id")
    with django_assert_num_queries(2):
        measure_of_shipment(shipper.pk, shipment)
