"""A broken promise has an open work item as long as it is broken."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.benefits import services
from apps.benefits.selectors import hours_to_release, measure_of, shippers_in_breach, window_now
from apps.benefits.tasks import measure
from apps.shippers.models import Shipper
from apps.work.kinds import kind_of
from apps.work.models import Item
from apps.work.selectors import items_open
from tests.benefits.members import months_back, others_send, parcels_send, report, standing_set, tier_member
from tests.evaluation.ledger import recording

KIND = "benefit_breach"


def members_with_item() -> list[int]:
    return sorted(items_open().filter(kind=KIND).values_list("subject_id", flat=True))


def count_and_update() -> int:
    services.months_measure()
    return services.breach_items_update()


def overexamined(tier: int = 2, number: int = 200, examined: int = 40) -> Shipper:
    """Make a member whose parcels are examined far more often than the ordinary rate of one in ten."""
    shipper = tier_member(tier)
    parcels_send(shipper, months_back(2, 5), number, examined)
    return shipper


def test_a_broken_promise_has_one_item_until_it_is_kept_again() -> None:
    others_send()
    shipper, kept = overexamined(), overexamined(examined=8)
    assert [count_and_update(), count_and_update()] == [1, 0]
    assert members_with_item() == [shipper.pk]
    item = Item.objects.get(kind=KIND)
    assert (item.title, item.country, item.shipper_id) == ("Lotus Trading", "CN", shipper.pk)
    assert kind_of(KIND).url(item).endswith(f"/{shipper.pk}/change/?panel=benefits")
    assert kind_of(KIND).permission == "review_applications"
    parcels_send(shipper, months_back(3, 5), 900, 20)
    parcels_send(kept, months_back(3, 5), 100, 60)
    measure()
    assert members_with_item() == [kept.pk], "the next run makes up for days without one"


@pytest.mark.slow
def test_the_statement_leaves_out_no_breach_that_the_rule_finds() -> None:
    others_send()
    members = [overexamined(tier, 120 + 40 * tier, 3 * number) for tier in (1, 2, 3) for number in range(1, 9)]
    count_and_update()
    window = window_now()
    expected = [one.pk for one in members if measure_of(one.pk, window).realised.verdict == "broken"]
    assert 0 < len(expected) < len(members)
    assert [one.shipper_id for one in shippers_in_breach(window)] == sorted(expected) == members_with_item()


def test_a_member_without_a_promise_has_no_breach() -> None:
    others_send()
    overexamined(tier=0)
    suspended, left = overexamined(), overexamined()
    standing_set(suspended, months_back(1, 5), 2, "suspended")
    standing_set(left, months_back(1, 5), 2, "withdrawn")
    overexamined(number=99, examined=60)  # too few parcels
    turned = tier_member(1, since=months_back(2, 3))
    parcels_send(turned, months_back(2, 5), 200, 100)
    assert count_and_update() == 0


def test_no_breach_is_found_without_others_to_compare_with() -> None:
    overexamined()
    others_send(months=12, number=5, examined=0)
    assert count_and_update() == 0
    Item.objects.all().delete()
    assert services.breach_items_update() == 0


@pytest.mark.parametrize("basis", ["random", "validation", "requested", "follow_up", "surplus"])
def test_parcels_opened_at_random_are_no_breach(basis: str) -> None:
    others_send()
    shipper, other = tier_member(2), overexamined()
    parcels = [{"ksn": shipper.ksn, "date": months_back(2, 5), "reference": f"R{number}"} for number in range(200)]
    drawn = {"examined": True, "exam_basis": basis, "exam_result": "clean"}
    report([parcel | drawn for parcel in parcels[:32]], recorded=recording("cbp", "agency"))
    report([parcel | {"examined": number < 3} for number, parcel in enumerate(parcels[32:])])
    assert count_and_update() == 1
    assert members_with_item() == [other.pk]
    measured = measure_of(shipper.pk, window_now())
    assert (measured.drawn, measured.realised.examined) == (32, 3)
    assert measured.realised.verdict == "kept"


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_members() -> None:
    others_send()
    for _member in range(3):
        overexamined()
    count_and_update()
    with CaptureQueriesContext(connection) as few:
        assert services.breach_items_update() == 0
    for _member in range(4):
        parcels_send(tier_member(1), months_back(2, 5), 120, 5)
    services.months_measure()
    with CaptureQueriesContext(connection) as many:
        assert services.breach_items_update() == 0
    assert len(many) == len(few) <= 7, [query["sql"][:90] for query in many]


def test_nothing_changes_before_a_month_was_counted() -> None:
    others_send()
    shipper = overexamined()
    assert services.breach_items_update() == 0
    assert measure_of(shipper.pk, window_now()).months == []
    count_and_update()
    assert members_with_item() == [shipper.pk]


def test_hours_are_the_median_of_the_latest_shipments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.benefits.selectors.shippers.LATEST_SHIPMENTS", 5)
    shipper = tier_member(1)
    fields = {"ksn": shipper.ksn, "arrived_at": "2026-01-01T00:00:00Z"}
    for month, hours in enumerate((1, 2, 3, 4, 20, 9, 9), start=1):
        report(
            [
                fields
                | {
                    "date": months_back(month, 3),
                    "reference": f"H{month}",
                    "released_at": f"2026-01-01T{hours:02}:00:00Z",
                    "examined": hours in (4, 20),
                }
            ]
        )
    report([{"ksn": shipper.ksn, "date": months_back(8, 3), "reference": "H"}])
    hours = hours_to_release(shipper.pk, months_back(12))
    assert (hours.shipments, hours.median) == (5, 3)
    assert (hours.examined, hours.median_examined) == (2, 12)
    assert hours_to_release(tier_member(1).pk, months_back(12)).median is None
