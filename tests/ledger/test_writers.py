"""Many writers at once: they bring the same parcels of the same sellers, in any order, and never deadlock."""

import random
import threading
from datetime import date

from django.db import connection, transaction

from apps.ledger import services
from apps.ledger.models import Parcel, Recording, Seller, Watch
from tests.ledger.conftest import assert_proved, recording_of, reporter, shipment, tally

WRITERS = 8
KINDS = ["agency", "carrier", "broker", "marketplace"]


def write(number: int, failures: list[BaseException]) -> None:
    chance = random.Random(number)
    try:
        recording = recording_of(reporter(KINDS[number % len(KINDS)]))
        for _batch in range(6):
            facts = [
                shipment(
                    f"1Z{chance.randrange(120):03d}",
                    seller=f"S{chance.randrange(9)}",
                    date=f"2026-0{chance.randrange(1, 4)}-1{chance.randrange(10)}",
                    disposition=chance.choice(["released", "seized", ""]),
                )
                for _ in range(80)
            ]
            services.shipments_record(recording=recording, facts=list(enumerate(facts)))
            violations = [
                {
                    "reference": f"C{chance.randrange(20)}",
                    "seller": f"S{chance.randrange(9)}",
                    "date": "2026-03-01",
                    "category": "marking",
                    "note": str(chance.randrange(3)),
                }
                for _ in range(10)
            ]
            services.violations_record(recording=recording, facts=list(enumerate(violations)))
        if number % 3 == 0:
            services.recording_reverse(recording_id=recording.pk, reason="x", reporter=recording.reporter)
    except BaseException as error:
        failures.append(error)
    finally:
        connection.close()


def test_eight_writers_and_their_reversals_end_in_a_proved_ledger(live_db: str) -> None:
    for kind in KINDS:
        who = reporter(kind)
        for number in range(9):
            Seller.objects.create(source=who.code, code=f"S{number}")
    sellers = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    services.shippers_enroll(sellers=sellers[::2], dates=[date(2025, 1, 1)] * len(sellers[::2]))
    failures: list[BaseException] = []
    writers = [threading.Thread(target=write, args=(number, failures)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert Parcel.objects.count() == 120
    assert_proved()


def test_two_writers_of_one_new_parcel_count_it_once(live_db: str) -> None:
    who = reporter()
    meet = threading.Barrier(2)
    outcomes: list[services.Outcome] = []

    def bring() -> None:
        recording = recording_of(who)
        meet.wait()
        facts = [(number, shipment(f"1Z{number:03d}")) for number in range(50)]
        outcomes.append(services.shipments_record(recording=recording, facts=facts))
        connection.close()

    writers = [threading.Thread(target=bring) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sum(outcome.accepted for outcome in outcomes) == 50
    assert sum(outcome.duplicates for outcome in outcomes) == 50
    assert tally()["shipments"] == 50


def test_linking_a_seller_waits_for_what_is_being_recorded_of_it(live_db: str) -> None:
    """Else the shipment would count for a shipper whose evaluation never hears of it."""
    who = reporter()
    seller = Seller.objects.create(source=who.code, code="S1")
    other = Seller.objects.create(source=who.code, code="S2")
    services.shippers_enroll(sellers=[other.pk], dates=[date(2025, 1, 1)])
    shipper_id = Seller.objects.get(pk=other.pk).shipper_id
    linked = threading.Event()

    def link() -> None:
        services.seller_link(seller_id=seller.pk, shipper_id=shipper_id)
        linked.set()
        connection.close()

    with transaction.atomic():
        services.shipments_record(recording=recording_of(who), facts=[(0, shipment())])
        linker = threading.Thread(target=link)
        linker.start()
        assert not linked.wait(0.5)
    linker.join()
    assert Watch.objects.get(shipper=shipper_id).due_since is not None
    assert Recording.objects.filter(kind=Recording.Kind.PROGRAM).count() == 2
