"""The recording of shipments: a parcel counts once, and its present entry is the most authoritative report."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.events.models import Event
from apps.ledger import services
from apps.ledger.models import Parcel, Seller, Shipment, Tally, Watch
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.ledger.conftest import (
    assert_consistent,
    enrolled,
    present,
    recording_of,
    report,
    reporter,
    rest,
    shipment,
    tally,
)


def test_three_reporters_of_one_parcel_count_once(lin: Shipper) -> None:
    told = shipment(ksn=lin.ksn, seller="", value="20.00", currency="USD")
    report(told, kind="seller")
    assert tally() == {"shipments": 1, "evidence": 0, "examined": 0, "discrepant": 0}
    report(told | {"disposition": "released"}, kind="carrier")
    report(told, kind="marketplace")
    report(told | {"examined": "true", "exam_result": "clean"}, kind="agency")
    assert tally() == {"shipments": 1, "evidence": 1, "examined": 1, "discrepant": 0}
    assert Parcel.objects.count() == 1
    assert_consistent()


def test_released_on_monday_and_seized_on_friday_is_one_amended_parcel() -> None:
    assert report(shipment(date="2026-03-16", disposition="released", value="9", currency="USD")).accepted == 1
    assert report(shipment(date="2026-03-20", disposition="seized")).amended == 1
    latest = Shipment.objects.get(id=present().shipment_id)
    assert (latest.disposition, latest.value, latest.revision) == ("seized", Decimal(9), 2)
    assert Shipment.objects.count() == 2
    assert tally()["shipments"] == 1
    assert_consistent()


def test_an_equal_report_is_a_duplicate_even_if_written_otherwise() -> None:
    report(shipment(value="9.00", currency="USD", origin="CN"))
    assert report(shipment(value="9.00", currency="USD", origin="CN")).duplicates == 1
    assert report(shipment(value="9", origin="cn")).duplicates == 1
    assert report(shipment(value="9"), kind="agency").duplicates == 1
    assert Shipment.objects.count() == 1


def test_one_batch_is_recorded_in_its_order() -> None:
    outcome = report(
        shipment(disposition="released"),
        shipment(disposition="released"),
        shipment(disposition="seized"),
        shipment("1Z002"),
        shipment(disposition="exported"),
    )
    assert (outcome.accepted, outcome.amended, outcome.duplicates) == (2, 2, 1)
    assert Shipment.objects.get(id=present().shipment_id).disposition == "exported"
    assert present().revision == 3
    assert_consistent()


def test_a_report_that_contradicts_a_better_source_is_refused() -> None:
    services.reporter_ensure(code="the-agency", kind="agency", name="US Customs")
    report(shipment(value="9", currency="USD", disposition="seized"), kind="agency")
    imported = services.recording_open(reporter=reporter(), kind="import")
    outcome = services.shipments_record(recording=imported, facts=[(0, shipment(value="8", disposition="seized"))])
    assert outcome.rejected == [(0, {"value": ["US Customs reported another value and has more authority."]})]
    assert tally()["shipments"] == 1


@pytest.mark.parametrize(
    "guess", [{"value": "8"}, {"value": "9", "disposition": "held"}, {"value": "8", "origin": "CN"}]
)
def test_a_message_that_contradicts_a_better_source_is_told_neither_who_nor_in_what(guess) -> None:
    services.reporter_ensure(code="the-agency", kind="agency", name="US Customs")
    report(shipment(value="9", currency="USD", disposition="seized"), kind="agency")
    ((_index, errors),) = report(shipment(**guess)).rejected
    assert list(errors) == ["fact"]
    assert "US Customs" not in errors["fact"][0]


def test_another_reporter_of_the_same_rank_is_not_more_authoritative() -> None:
    report(shipment(value="9", currency="USD"))
    outcome = services.shipments_record(
        recording=recording_of(reporter("carrier", "another")), facts=[(0, shipment(value="8"))]
    )
    assert list(outcome.rejected[0][1]) == ["fact"]


def test_a_code_of_another_source_takes_no_parcel_from_a_known_shipper(lin: Shipper) -> None:
    report(shipment(ksn=lin.ksn, seller=""))
    assert report(shipment(value="9", currency="USD"), kind="agency").amended == 1
    assert present().seller.shipper == lin


def test_a_parcel_that_only_a_seller_claims_goes_to_the_seller_that_others_report(lin: Shipper) -> None:
    report(shipment(ksn=lin.ksn, seller=""), kind="seller")
    assert report(shipment()).amended == 1
    assert present().seller.shipper is None, "a claim earns no evidence by a report about somebody else"
    assert present().evidence
    services.seller_link(seller_id=present().seller_id, shipper_id=lin.pk)
    assert present().seller.shipper == lin, "whose code it is proves it"
    assert_consistent()


def test_a_known_shipper_takes_a_parcel_from_an_unlinked_code(lin: Shipper) -> None:
    report(shipment())
    assert report(shipment(ksn=lin.ksn, seller=""), kind="agency").amended == 1
    assert present().seller.shipper == lin
    assert_consistent()


def test_a_better_source_amends_and_takes_over() -> None:
    report(shipment(value="9", currency="USD"), kind="marketplace")
    assert report(shipment(value="10"), kind="broker").amended == 1
    assert report(shipment(value="9"), kind="marketplace").rejected
    assert present().reporter == reporter("broker")


def test_a_report_of_the_seller_becomes_evidence_when_confirmed(lin: Shipper) -> None:
    told = shipment(ksn=lin.ksn, seller="")
    report(told, kind="seller")
    assert not present().evidence
    assert report(told, kind="marketplace").amended == 1
    assert present().evidence
    assert tally()["evidence"] == 1
    assert_consistent()


def test_an_amendment_moves_the_tally_to_another_month_and_seller() -> None:
    report(shipment(date="2026-02-27", value="9", currency="USD"))
    report(shipment(date="2026-03-02", seller="S2"))
    rows = {(row.seller.code, row.month): (row.shipments, row.value) for row in Tally.objects.all()}
    assert rows == {("S1", date(2026, 2, 1)): (0, 0), ("S2", date(2026, 3, 1)): (1, Decimal(9))}
    assert_consistent()


def test_a_number_is_a_new_parcel_after_120_days() -> None:
    report(shipment(date="2025-06-01"), shipment(date="2025-09-29"), shipment(date="2025-09-30"))
    assert list(Parcel.objects.order_by("reuse").values_list("reuse", "first_date")) == [
        (0, date(2025, 6, 1)),
        (1, date(2025, 9, 30)),
    ]
    assert report(shipment(date="2025-09-30", value="1", currency="USD")).amended == 1
    assert tally()["shipments"] == 2
    assert_consistent()


def test_a_correction_removes_the_flags_of_its_fields_only() -> None:
    report(shipment(origin="ZZ", weight_kg="0", value="3", currency="USD"))
    report(shipment(origin="CN", value="4"))
    assert Shipment.objects.get(id=present().shipment_id).flags == ["weight_kg:zero"]


def test_an_unknown_ksn_is_rejected_with_advice() -> None:
    outcome = report(shipment(ksn=new_ksn(), seller=""))
    assert "Check it with the seller" in outcome.rejected[0][1]["ksn"][0]
    assert Parcel.objects.count() == 0


def test_a_ksn_counts_from_the_moment_it_is_issued() -> None:
    shipper = Shipper.objects.create(ksn=new_ksn())
    assert report(shipment(ksn=shipper.ksn, seller="")).accepted == 1
    assert Seller.objects.get().shipper == shipper


def test_a_seller_gets_the_first_name_reported() -> None:
    report(shipment())
    report(shipment("1Z002", seller_name="Lin Trading"))
    report(shipment("1Z003", seller_name="Somebody else"))
    assert Seller.objects.get().name == "Lin Trading"


def watch_after(shipper: Shipper, *facts: dict[str, Any], kind: str = "carrier") -> Watch:
    report(*(fact | {"ksn": shipper.ksn, "seller": ""} for fact in facts), kind=kind)
    return Watch.objects.get(shipper=shipper)


def drawn(reference: str = "1Z001", result: str = "clean", *, basis: str = "random", **fields: Any) -> dict[str, Any]:
    """Return a report of an exam drawn at random."""
    return shipment(reference, exam_basis=basis, exam_result=result, **fields)


def test_clean_exams_at_random_of_any_date_only_lower_what_is_left(lin: Shipper) -> None:
    watch = watch_after(
        lin,
        drawn("a"),
        drawn("b", disposition="released", date="2025-03-01"),
        drawn("c", basis="requested"),
        drawn("d", basis="follow_up"),
        kind="agency",
    )
    assert (watch.clean_left, watch.due_since) == (96, None)
    assert not Event.objects.filter(kind="ledger.due", deliveries__lane="urgent").exists()


def test_enough_clean_shipments_make_the_shipper_due(lin: Shipper) -> None:
    rest(lin, clean_left=2)
    events = Event.objects.filter(kind="ledger.due").count()
    assert watch_after(lin, drawn("a"), kind="agency").due_since is None
    assert Event.objects.filter(kind="ledger.due").count() == events
    assert watch_after(lin, drawn("b"), kind="agency").due_since is not None
    assert Event.objects.filter(kind="ledger.due").count() == events + 1


@pytest.mark.parametrize("fact", [{}, {"date": "2026-02-10", "disposition": "abandoned"}, {"basis": "follow_up"}])
def test_an_exam_at_random_that_found_a_parcel_wrong_makes_the_shipper_due_at_once(
    lin: Shipper, fact: dict[str, Any]
) -> None:
    watch = watch_after(lin, drawn(result="discrepant", **fact), kind="agency")
    assert watch.due_since is not None
    assert (watch.urgency, watch.clean_left) == (Watch.URGENT, 100)


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        (shipment(disposition="released"), "carrier"),
        (shipment(disposition="seized"), "agency"),
        (shipment(exam_basis="risk", exam_result="discrepant"), "agency"),
        (shipment(exam_basis="operation", exam_result="discrepant"), "agency"),
        (shipment(exam_basis="referral", exam_result="discrepant"), "agency"),
        (shipment(exam_result="clean"), "agency"),
        (drawn(), "carrier"),
        (drawn(), "marketplace"),
        (drawn(result="discrepant"), "broker"),
        (drawn(basis="follow_up"), "carrier"),
        (drawn(basis="surplus", result="discrepant"), "agency"),
    ],
)
def test_a_parcel_that_no_rule_reads_changes_nothing(lin: Shipper, fact: dict[str, Any], kind: str) -> None:
    """Only the word of an agency makes an exam one that was drawn at random."""
    watch = watch_after(lin, fact, kind=kind)
    assert (watch.due_since, watch.clean_left) == (None, 100)
    assert tally("drawn", "drawn_discrepant") == {"drawn": 0, "drawn_discrepant": 0}
    assert tally("followed", "followed_discrepant") == {"followed": 0, "followed_discrepant": 0}
    assert_consistent()


def test_an_exam_is_drawn_at_random_once_an_agency_says_so(lin: Shipper) -> None:
    assert watch_after(lin, drawn(), drawn("1Z002"), kind="carrier").due_since is None
    assert watch_after(lin, drawn(), kind="agency").urgency == Watch.URGENT
    assert tally("drawn", "drawn_discrepant") == {"drawn": 1, "drawn_discrepant": 0}
    watch_after(lin, shipment("1Z002", exam_result="discrepant"), kind="agency")
    assert tally("drawn", "drawn_discrepant") == {"drawn": 2, "drawn_discrepant": 1}
    watch_after(lin, shipment(exam_basis="risk"), shipment("1Z002", exam_basis="risk"), kind="agency")
    assert tally("drawn", "drawn_discrepant") == {"drawn": 0, "drawn_discrepant": 0}
    assert_consistent()


def test_an_exam_after_a_wrong_one_is_counted_apart_once_an_agency_says_so(lin: Shipper) -> None:
    follow_up = drawn(basis="follow_up")
    counts = ("drawn", "followed", "followed_discrepant")
    assert watch_after(lin, follow_up, kind="carrier").due_since is None
    assert watch_after(lin, follow_up, kind="agency").urgency == Watch.URGENT
    assert tally(*counts) == {"drawn": 0, "followed": 1, "followed_discrepant": 0}
    watch_after(lin, shipment(exam_result="discrepant"), kind="agency")
    assert tally(*counts) == {"drawn": 0, "followed": 1, "followed_discrepant": 1}
    assert_consistent()
    watch_after(lin, shipment(exam_basis="random"), kind="agency")
    assert tally(*counts) == {"drawn": 1, "followed": 0, "followed_discrepant": 0}
    watch_after(lin, drawn("1Z002", basis="follow_up"), kind="agency")
    assert tally(*counts) == {"drawn": 1, "followed": 1, "followed_discrepant": 0}
    watch_after(lin, shipment("1Z002", exam_basis="risk"), kind="agency")
    assert tally(*counts) == {"drawn": 1, "followed": 0, "followed_discrepant": 0}
    assert_consistent()


@pytest.mark.parametrize("basis", ["random", "follow_up"])
def test_an_amendment_of_an_exam_at_random_makes_both_sellers_due(lin: Shipper, basis: str) -> None:
    other = enrolled()
    watch_after(lin, drawn(basis=basis), kind="agency")
    assert watch_after(other, drawn(basis=basis), kind="agency").urgency == Watch.URGENT
    assert Watch.objects.get(shipper=lin).urgency == Watch.URGENT


def test_a_duplicate_makes_nobody_due(lin: Shipper) -> None:
    watch_after(lin, drawn(), kind="agency")
    assert watch_after(lin, drawn(), kind="agency").clean_left == 99


def test_a_recording_counts_its_batches_and_keeps_what_it_rejected() -> None:
    recording = recording_of(reporter())
    for fact in (shipment(), shipment(), shipment(disposition="seized"), {}):
        services.shipments_record(recording=recording, facts=[(7, fact)])
    recording.refresh_from_db()
    counts = (recording.accepted, recording.amended, recording.duplicates, recording.rejected)
    assert counts == (1, 1, 1, 1)
    assert recording.rejections.get().index == 7


def test_statements_do_not_grow_with_the_batch(django_assert_max_num_queries: Any) -> None:
    facts = [shipment(f"1Z{number}", seller=f"S{number % 7}") for number in range(200)]
    report(*facts[:100])
    with django_assert_max_num_queries(30):
        report(*(fact | {"disposition": "seized"} for fact in facts))


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "NULL",
        r"\N",
        r"\.",
        r"C:\new\table",
        'say "hi"',
        '"',
        "\\",
        "a,b",
        "[1,2]",
        "{a}",
        "中文 é 🎁",
        "a\nb\tc",
        "\ud800",
    ],
)
def test_any_text_is_kept_without_its_control_characters(text: str) -> None:
    assert report(shipment(description=text, storefront=text)).accepted == 1
    kept = Shipment.objects.get(id=present().shipment_id)
    expected = text.replace("\n", " ").replace("\t", " ").replace("\ud800", "?")
    assert (kept.description, kept.storefront) == (expected, expected)


def test_every_field_is_kept() -> None:
    told = {
        "description": "Cotton shirt",
        "hs": "610910",
        "origin": "CN",
        "departure": "VN",
        "value": "12.50",
        "currency": "USD",
        "weight_kg": "0.250",
        "quantity": "2.000",
        "mode": "air",
        "entry_type": "11",
        "port": "4701",
        "carrier": "UPSN",
        "broker": "B1",
        "storefront": "https://shop.example/1",
        "disposition": "held",
        "exam_basis": "risk",
        "exam_result": "clean",
    }
    moments = dict.fromkeys(("lodged_at", "arrived_at", "released_at"), "2026-03-16T17:05:00+00:00")
    report(shipment(**told, **moments, declarant="Declarant", consignee="Consignee", examined="true"))
    kept = Shipment.objects.get(id=present().shipment_id)
    assert {name: str(getattr(kept, name)) for name in told} == told
    assert {name: getattr(kept, name).isoformat() for name in moments} == moments
    assert (kept.examined, len(kept.declarant), len(kept.consignee)) == (True, 16, 16)
    assert report(shipment(**told, consignee="consignee")).duplicates == 1
