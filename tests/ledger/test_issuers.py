"""Whose word holds of a parcel: that of who may issue its number, beside an agency's. Other reports are held."""

from typing import Any

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.ledger import services
from apps.ledger.contradictions import contradictions_of
from apps.ledger.facts import ShipmentFact, parse_shipment
from apps.ledger.models import HeldReport, HeldSettlement, Parcel, Recording, Shipment
from apps.ledger.selectors import held_reports_of
from apps.ledger.services import BatchCounts
from apps.ledger.services.shipments import shipments_enter
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.ledger.conftest import (
    assert_consistent,
    enrolled,
    present,
    recording_of,
    report,
    reporter,
    shipment,
    tally,
)
from tests.people import signed_in, staff

ISSUER = "bazaar"


def told(business: Shipper, kind: str, code: str, **more: Any) -> BatchCounts:
    """Report the parcel of the issuer, by a reporter of a kind and a code."""
    return services.shipments_record(recording=recording_of(reporter(kind, code)), facts=[(0, fact(business, **more))])


def fact(business: Shipper, **more: Any) -> dict[str, Any]:
    return shipment(issuer=ISSUER, ksn=business.ksn, seller="") | more


def entry() -> Shipment:
    return Shipment.objects.get(id=present().shipment_id)


@pytest.fixture
def rival() -> Shipper:
    return enrolled()


@pytest.fixture(autouse=True)
def issuer() -> None:
    """The issuer is on record as a marketplace: any carrier has more authority by its kind."""
    reporter("marketplace", ISSUER)


def test_a_carrier_moves_no_parcel_of_an_issuer_to_another_seller(lin: Shipper, rival: Shipper) -> None:
    told(lin, "marketplace", ISSUER)
    outcome = told(rival, "carrier", "kite", disposition="seized")
    ((_index, errors),) = outcome.rejected
    assert "officers look at it" in errors["fact"][0]
    assert (present().seller.shipper, entry().disposition) == (lin, "")
    (held,) = held_reports_of(reporter("carrier", "kite").pk)
    assert (held.seller.shipper, held.content["disposition"]) == (rival, "seized")
    assert held.differing == ["disposition", "seller_id"]
    assert_consistent()


def test_a_guest_that_says_no_other_seller_changes_nothing_of_an_issuer_either(lin: Shipper) -> None:
    told(lin, "marketplace", ISSUER)
    assert told(lin, "carrier", "kite", disposition="seized").rejected
    assert told(lin, "broker", "quill", disposition="held").rejected
    assert told(lin, "carrier", "kite").duplicates == 1
    assert (entry().disposition, HeldReport.objects.count()) == ("", 2)


def test_the_issuer_is_not_locked_out_by_whoever_reports_first(lin: Shipper, rival: Shipper) -> None:
    told(rival, "carrier", "kite", disposition="seized", description="Pills")
    outcome = told(lin, "marketplace", ISSUER, description="Scarf")
    assert (outcome.amended, outcome.rejected) == (1, [])
    latest = entry()
    assert (latest.description, latest.disposition, present().seller.shipper) == ("Scarf", "", lin)
    assert tally()["shipments"] == 1
    assert told(rival, "carrier", "kite", disposition="seized").rejected
    assert_consistent()


def test_guests_do_not_change_what_another_guest_said(lin: Shipper, rival: Shipper) -> None:
    told(lin, "marketplace", "stall")
    assert told(rival, "carrier", "kite").rejected
    assert present().seller.shipper == lin
    assert told(lin, "agency", "customs", disposition="released").amended == 1


def test_a_seller_alone_does_not_keep_a_guest_out(lin: Shipper, rival: Shipper) -> None:
    told(rival, "seller", "own")
    assert told(lin, "carrier", "kite").amended == 1
    assert present().seller.shipper == lin


def test_taking_back_a_hijack_restores_what_the_issuer_said(lin: Shipper, rival: Shipper) -> None:
    """The guest reported twice before the program knew whose numbers these are."""
    who = reporter("marketplace", ISSUER)
    who.issuer_codes.all().delete()
    told(lin, "marketplace", ISSUER, description="Scarf")
    kite = reporter("carrier", "kite")
    hijacks = [recording_of(kite) for _ in range(2)]
    for recording, goods in zip(hijacks, ("Pills", "Powder"), strict=True):
        services.shipments_record(recording=recording, facts=[(0, fact(lin, description=goods))])
    assert entry().description == "Powder"
    services.issuer_codes_set(reporter=who, codes=[])
    services.recording_reverse(recording_id=hijacks[1].pk, reason="A hijack.", reporter=kite)
    assert (entry().description, present().reporter) == ("Scarf", who)
    assert_consistent()


def test_taking_back_a_held_report_leaves_what_stands(lin: Shipper, rival: Shipper) -> None:
    told(lin, "marketplace", ISSUER)
    kite = reporter("carrier", "kite")
    recording = recording_of(kite)
    services.shipments_record(recording=recording, facts=[(0, fact(rival))])
    services.recording_reverse(recording_id=recording.pk, reason="A mistake.", reporter=kite)
    assert present().seller.shipper == lin
    assert not held_reports_of(kite.pk)


def test_no_parcel_of_a_number_of_nobody_moves_from_business_to_business_but_by_an_agency(
    lin: Shipper, rival: Shipper
) -> None:
    report(shipment(ksn=lin.ksn, seller=""), kind="marketplace")
    moved = shipment(ksn=rival.ksn, seller="", disposition="seized")
    assert report(moved, kind="carrier").rejected
    assert present().seller.shipper == lin
    assert HeldReport.objects.count() == 1
    assert report(shipment(ksn=lin.ksn, seller="", disposition="released"), kind="carrier").amended == 1
    assert report(moved, kind="agency").amended == 1
    assert present().seller.shipper == rival


@pytest.mark.parametrize("code", [ISSUER, ISSUER.upper()])
def test_codes_that_are_noted_for_a_carrier_make_it_at_home(lin: Shipper, code: str) -> None:
    told(lin, "marketplace", ISSUER)
    services.issuer_codes_set(reporter=reporter("carrier", "kite"), codes=[code])
    assert told(lin, "carrier", "kite", disposition="released").amended == 1
    services.issuer_codes_set(reporter=reporter("carrier", "kite"), codes=[])
    assert told(lin, "carrier", "kite", disposition="seized").amended == 1, "a reporter corrects its own report"
    assert told(lin, "marketplace", ISSUER, disposition="held").amended == 1, "the issuer corrects a guest"


def test_the_operator_answers_for_whose_numbers_a_file_holds(lin: Shipper, rival: Shipper) -> None:
    told(lin, "marketplace", ISSUER)
    recording = services.recording_open(reporter=reporter("carrier", "kite"), kind=Recording.Kind.IMPORT)
    moved = parse_shipment(fact(rival), source="kite", today=clock.today())
    recording = services.recording_lock(recording)
    assert isinstance(moved, ShipmentFact)
    outcome, _effects = shipments_enter(recording=recording, facts=[(0, moved)], by_operator=True)
    assert outcome.amended == 1


class TestWork:
    def test_held_reports_are_one_piece_of_work_for_each_reporter_that_staff_settle(
        self, lin: Shipper, rival: Shipper
    ) -> None:
        told(lin, "marketplace", ISSUER)
        for goods in ("Pills", "Powder", "Powder"):
            told(rival, "carrier", "kite", description=goods)
        item, kite = Item.objects.get(kind="held_reports"), reporter("carrier", "kite")
        assert (item.subject_id, HeldReport.objects.count()) == (kite.pk, 2)
        manager = staff("supervisor")
        with pytest.raises(InvalidInput):
            services.held_reports_settle(actor=manager, reporter_id=kite.pk, reason=" ")
        with pytest.raises(NotAllowed):
            services.held_reports_settle(actor=staff("officer"), reporter_id=kite.pk, reason="No.")
        services.held_reports_settle(actor=manager, reporter_id=kite.pk, reason="Kite never carried it.")
        item.refresh_from_db()
        assert item.closed_by == manager
        assert HeldSettlement.objects.get().reason == "Kite never carried it."
        with pytest.raises(Conflict):
            services.held_reports_settle(actor=manager, reporter_id=kite.pk, reason="Again.")
        told(rival, "carrier", "kite", description="Powder")
        assert Item.objects.filter(closed_at=None).count() == 0, "the same report again is no new work"

    def test_a_guest_whose_seller_the_issuer_amends_is_work_with_both_statements(
        self, lin: Shipper, rival: Shipper
    ) -> None:
        told(rival, "carrier", "kite", description="Pills", origin="CN", disposition="seized")
        assert not Item.objects.exists()
        assert told(lin, "marketplace", ISSUER, description="Scarf", origin="VN").amended == 1
        kite = reporter("carrier", "kite")
        item, held = Item.objects.get(kind="held_reports"), HeldReport.objects.get()
        assert (item.subject_id, held.reporter, held.stood, held.seller.shipper) == (kite.pk, kite, True, rival)
        (both,) = contradictions_of(kite.pk, 10)
        assert both.entry is not None
        assert both.entry.recording.reporter.code == ISSUER
        assert [tuple(map(str, field)) for field in both.fields] == [
            ("Seller", f"{rival} ({rival.ksn})", f"{lin} ({lin.ksn})"),
            ("Description of the goods", "Pills", "Scarf"),
            ("Country of origin", "China", "Vietnam"),
        ]
        supervisor = signed_in(staff("supervisor"))
        listed = supervisor.get(reverse("admin:ledger_reporter_changelist")).context_data["cl"].result_list
        assert [reporter.code for reporter in listed if reporter.waiting] == ["kite"]
        page = supervisor.get(reverse("admin:ledger_reporter_change", args=[kite.pk]))
        shown = " ".join(page.content.decode().split())
        for text in ("Pills", "Scarf", rival.ksn, lin.ksn, "It stood until"):
            assert text in shown

    def test_a_guest_that_named_the_same_seller_is_no_work(self, lin: Shipper) -> None:
        told(lin, "carrier", "kite", description="Pills")
        told(lin, "marketplace", ISSUER, description="Scarf")
        assert (HeldReport.objects.count(), Item.objects.count()) == (0, 0)

    def test_what_a_guest_took_back_after_the_issuer_amended_it_is_shown_no_longer(
        self, lin: Shipper, rival: Shipper
    ) -> None:
        kite = reporter("carrier", "kite")
        recording = recording_of(kite)
        services.shipments_record(recording=recording, facts=[(0, fact(rival))])
        told(lin, "marketplace", ISSUER)
        assert len(contradictions_of(kite.pk, 10)) == 1
        services.recording_reverse(recording_id=recording.pk, reason="A mistake.", reporter=kite)
        assert contradictions_of(kite.pk, 10) == []
        assert present().seller.shipper == lin

    def test_the_operator_that_amends_a_guest_opens_no_work(self, lin: Shipper, rival: Shipper) -> None:
        told(rival, "carrier", "kite")
        recording = services.recording_open(reporter=reporter("broker", "quill"), kind=Recording.Kind.IMPORT)
        moved = parse_shipment(fact(lin), source="quill", today=clock.today())
        assert isinstance(moved, ShipmentFact)
        outcome, _effects = shipments_enter(
            recording=services.recording_lock(recording), facts=[(0, moved)], by_operator=True
        )
        assert (outcome.amended, HeldReport.objects.count()) == (1, 0)

    def test_a_difference_that_is_nobodys_claim_is_no_work(self, lin: Shipper) -> None:
        services.issuer_codes_set(reporter=reporter("carrier", "kite"), codes=[ISSUER])
        told(lin, "carrier", "kite", value="9", currency="USD")
        assert told(lin, "marketplace", "stall", value="8").rejected
        assert (Parcel.objects.count(), HeldReport.objects.count(), Item.objects.count()) == (1, 0, 0)
