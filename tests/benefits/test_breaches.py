"""Who received less than promised waits for staff, as long as that is so."""

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
from tests.benefits.held import back, enrolled, hold, others, report, sent

pytestmark = pytest.mark.django_db
KIND = "benefit_breach"


def waiting() -> list[int]:
    return sorted(items_open().filter(kind=KIND).values_list("subject_id", flat=True))


def watch() -> int:
    services.months_measure()
    return services.breach_items_update()


def over(tier: int = 2, number: int = 200, examined: int = 40) -> Shipper:
    """A member examined far more often than the tenth that is ordinary."""
    shipper = enrolled(tier)
    sent(shipper, back(2, 5), number, examined)
    return shipper


def test_a_breach_waits_once_and_no_longer_than_it_is_one() -> None:
    others()
    shipper, kept = over(), over(examined=8)
    assert [watch(), watch()] == [1, 0]
    assert waiting() == [shipper.pk]
    item = Item.objects.get(kind=KIND)
    assert (item.title, item.country, item.shipper_id) == ("Lotus Trading", "CN", shipper.pk)
    assert kind_of(KIND).url(item).endswith(f"/{shipper.pk}/change/?panel=benefits")
    assert kind_of(KIND).permission == "review_applications"
    sent(shipper, back(3, 5), 900, 20)
    sent(kept, back(3, 5), 100, 60)
    measure()
    assert waiting() == [kept.pk], "days on which nothing ran are caught up with"


def test_the_database_lets_through_all_whom_the_rule_finds() -> None:
    others()
    members = [over(tier, 120 + 40 * tier, 3 * number) for tier in (1, 2, 3) for number in range(1, 9)]
    watch()
    window = window_now()
    ruled = [one.pk for one in members if measure_of(one.pk, window).realised.verdict == "broken"]
    assert 0 < len(ruled) < len(members)
    assert [one.shipper_id for one in shippers_in_breach(window)] == sorted(ruled) == waiting()


def test_who_is_promised_nothing_has_no_breach() -> None:
    others()
    over(tier=0)
    suspended, left = over(), over()
    hold(suspended, back(1, 5), 2, "suspended")
    hold(left, back(1, 5), 2, "withdrawn")
    over(number=99, examined=60)  # too few
    turned = enrolled(1, since=back(2, 3))
    sent(turned, back(2, 5), 200, 100)
    assert watch() == 0


def test_without_others_to_compare_with_nobody_is_in_breach() -> None:
    over()
    others(months=12, number=5, examined=0)
    assert watch() == 0
    Item.objects.all().delete()
    assert services.breach_items_update() == 0


def test_exams_that_the_seller_asked_for_are_no_breach() -> None:
    others()
    shipper, other = enrolled(2), over()
    for reference in range(200):
        asked = {"examined": True, "exam_basis": "requested"} if reference < 32 else {"examined": reference < 40}
        report([{"ksn": shipper.ksn, "date": back(2, 5), "reference": f"R{reference}", **asked}])
    assert watch() == 1
    assert waiting() == [other.pk]
    measured = measure_of(shipper.pk, window_now())
    assert (measured.requested, measured.realised.examined) == (32, 8)
    assert measured.realised.verdict == "kept"


def test_how_many_are_watched_does_not_change_the_number_of_queries() -> None:
    others()
    for _member in range(3):
        over()
    watch()
    with CaptureQueriesContext(connection) as few:
        assert services.breach_items_update() == 0
    for _member in range(4):
        sent(enrolled(1), back(2, 5), 120, 5)
    services.months_measure()
    with CaptureQueriesContext(connection) as many:
        assert services.breach_items_update() == 0
    assert len(many) == len(few) <= 7, [query["sql"][:90] for query in many]


def test_before_any_month_was_counted_nothing_changes() -> None:
    others()
    shipper = over()
    assert services.breach_items_update() == 0
    assert measure_of(shipper.pk, window_now()).months == []
    watch()
    assert waiting() == [shipper.pk]


def test_hours_are_the_median_of_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.benefits.selectors.shippers.LATEST_SHIPMENTS", 5)
    shipper = enrolled(1)
    told = {"ksn": shipper.ksn, "arrived_at": "2026-01-01T00:00:00Z"}
    for month, hours in enumerate((1, 2, 3, 4, 20, 9, 9), start=1):
        report(
            [
                told
                | {
                    "date": back(month, 3),
                    "reference": f"H{month}",
                    "released_at": f"2026-01-01T{hours:02}:00:00Z",
                    "examined": hours in (4, 20),
                }
            ]
        )
    report([{"ksn": shipper.ksn, "date": back(8, 3), "reference": "H"}])
    hours = hours_to_release(shipper.pk, back(12))
    assert (hours.shipments, hours.median) == (5, 3)
    assert (hours.examined, hours.median_examined) == (2, 12)
    assert hours_to_release(enrolled(1).pk, back(12)).median is None
