"""An identity's links to shippers are entries with their time, and the identity repeats the last one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from apps.core import clock
from apps.core.errors import Conflict
from apps.ledger import services
from apps.ledger.models import Seller, SellerLink
from apps.ledger.selectors.histories import histories
from apps.ledger.verification import links as shipper_links
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.ledger.conftest import enrolled, report, shipment

MARCH = datetime(2026, 3, 20, 12, tzinfo=UTC)


def links_of(code: str) -> list[tuple[int, str]]:
    return list(SellerLink.objects.filter(seller__code=code).order_by("pk").values_list("shipper_id", "reason"))


def test_the_number_of_a_shipper_is_linked_since_the_shipper_is_on_record():
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lin Trading")
    report(shipment(ksn=shipper.ksn, seller=""))
    report(shipment("1Z002", ksn=shipper.ksn, seller=""))

    link = SellerLink.objects.get()
    assert (link.shipper, link.reason, link.recorded_at) == (shipper, "number", shipper.created_at)
    assert Seller.objects.get().shipper == shipper


def test_an_identity_that_is_enrolled_proved_or_merged_is_linked_by_the_recording_of_that_act():
    report(shipment("1Z001", seller="S1"), shipment("1Z002", seller="S2"))
    services.shippers_enroll(sellers=[Seller.objects.get(code="S1").pk], dates=[date(2025, 1, 1)])
    first, second = Seller.objects.get(code="S1").shipper, enrolled()
    services.seller_link(seller_id=Seller.objects.get(code="S2").pk, shipper_id=first.pk)
    services.sellers_move(from_shipper_id=first.pk, to_shipper_id=second.pk)

    assert links_of("S1") == [(first.pk, "enrolled"), (second.pk, "merged")]
    assert links_of("S2") == [(first.pk, "proved"), (second.pk, "merged")]
    assert links_of(first.ksn) == [(first.pk, "number"), (second.pk, "merged")]
    assert all(link.recorded_at == link.recording.recorded_at for link in SellerLink.objects.filter(seller__code="S2"))
    for seller in Seller.objects.all():
        assert seller.shipper_id == seller.links.latest("pk").shipper_id


def test_a_link_is_never_changed():
    enrolled()
    with pytest.raises(DatabaseError, match=r"permission denied|Cannot update or delete"):
        SellerLink.objects.update(reason="proved")


def test_the_history_of_a_shipper_holds_an_identity_from_its_link_to_the_next():
    with clock.at(MARCH):
        report(shipment(seller="S1"))
        first, second = enrolled(), enrolled()
    times = [MARCH + timedelta(days=day) for day in range(1, 4)]
    with clock.at(times[0]):
        services.seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=first.pk)
    with clock.at(times[2]):
        services.sellers_move(from_shipper_id=first.pk, to_shipper_id=second.pk)

    found = histories([first.pk, second.pk])
    for shipper, held in ((first, [0, 1, 1, 0]), (second, [0, 0, 0, 1])):
        history = found[shipper.pk]
        parcels = [
            sum(counts.parcels for counts in history.month_counts(as_of=clock.day_of(at), known_at=at).values())
            for at in (MARCH, *times)
        ]
        assert parcels == held


def test_a_link_that_is_undone_is_an_entry_from_which_the_identity_belongs_to_nobody():
    with clock.at(MARCH):
        report(shipment(seller="S1"))
        shipper = enrolled()
    seller = Seller.objects.get(code="S1")
    about = {"seller_id": seller.pk, "shipper_id": shipper.pk}
    times = [MARCH + timedelta(days=day) for day in range(1, 3)]
    with clock.at(times[0]):
        services.seller_link(**about)
    with clock.at(times[1]):
        services.seller_unlink(**about)
    assert links_of("S1") == [(shipper.pk, "proved"), (None, "undone")]
    assert Seller.objects.get(code="S1").shipper_id is None
    history = histories([shipper.pk])[shipper.pk]
    assert [seller.pk in history.identities(as_of=clock.day_of(at), known_at=at) for at in (MARCH, *times)] == [
        False,
        True,
        False,
    ]
    assert shipper_links().differences == []
    with pytest.raises(Conflict, match="not linked to this shipper"):
        services.seller_unlink(**about)


@pytest.mark.parametrize("merged", [False, True])
def test_a_shipper_keeps_its_number_and_the_identity_under_which_it_enrolled(merged: bool):
    report(shipment(seller="S1"))
    services.shippers_enroll(sellers=[Seller.objects.get(code="S1").pk], dates=[date(2025, 1, 1)])
    shipper = Seller.objects.get(code="S1").shipper
    if merged:
        other = enrolled()
        services.sellers_move(from_shipper_id=shipper.pk, to_shipper_id=other.pk)
        shipper = other
    for seller in Seller.objects.filter(shipper=shipper):
        with pytest.raises(Conflict, match="keeps its own number"):
            services.seller_unlink(seller_id=seller.pk, shipper_id=shipper.pk)
