"""The work that follows an exam at random that found a parcel wrong: open until somebody decided, and no longer."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import DomainError
from apps.ledger import services
from apps.ledger.models import Case, Parcel, Recording, Seller, SellerLink, Shipment, Violation
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.ledger.conftest import TODAY, enrolled, recording_of, report, reporter, shipment
from tests.people import staff


def examined(reference: str = "1Z001", result: str = "discrepant", *, basis: str = "random", **more: Any) -> None:
    """Let an agency report an exam."""
    given = {"examined": True, "exam_basis": basis, "exam_result": result, "seller": ""} | more
    assert not report(shipment(reference, **given), kind="agency").rejected


def violated(shipper: Shipper, determination: str, reference: str = "1Z001", number: str = "C1") -> None:
    """Let an agency report a violation of a parcel."""
    fact = {"reference": number, "ksn": shipper.ksn, "date": "2026-03-16", "category": "classification"}
    fact |= {"shipment": f"UPSN:{reference}", "determination": determination}
    services.violations_record(recording=recording_of(reporter("agency")), facts=[(0, fact)])


def waiting() -> list[str]:
    """Return the numbers of the parcels about which somebody is to decide."""
    ids = Item.objects.filter(kind="wrong_parcel", closed_at=None).values_list("subject_id", flat=True)
    return sorted(Parcel.objects.filter(pk__in=list(ids)).values_list("reference", flat=True))


def test_a_parcel_found_wrong_at_random_waits_for_a_decision_until_its_day(lin: Shipper) -> None:
    examined(ksn=lin.ksn)
    item = Item.objects.get()
    assert (item.kind, item.subject_type, item.shipper_id) == ("wrong_parcel", "parcel", lin.pk)
    assert item.due_at == clock.end_of(clock.add_days(TODAY, 60))
    assert item.title == "Lin Trading: UPSN 1Z001"


@pytest.mark.parametrize("determination", ["sustained", "mitigated", "reversed"])
def test_a_parcel_found_wrong_waits_while_its_violation_is_alleged_and_not_once_it_is_decided(
    lin: Shipper, determination: str
) -> None:
    examined(ksn=lin.ksn)
    violated(lin, "alleged")
    assert waiting() == ["1Z001"]
    violated(lin, determination, number="C2")
    assert waiting() == []


def test_a_parcel_found_wrong_waits_again_where_the_decision_falls_away(lin: Shipper) -> None:
    examined(ksn=lin.ksn)
    violated(lin, "sustained")
    services.violation_unconfirm(case_id=Case.objects.get().pk)
    assert waiting() == ["1Z001"]
    services.violation_certify(case_id=Case.objects.get().pk, determination="sustained")
    assert waiting() == []
    services.recording_reverse(
        recording_id=Recording.objects.filter(violations__determination="sustained").earliest("pk").pk,
        reason="sent by mistake",
        reporter=reporter("agency"),
    )
    assert Item.objects.filter(closed_at=None).count() == len(waiting())


@pytest.mark.parametrize("basis", ["follow_up", "validation", "requested"])
def test_a_parcel_found_wrong_waits_whichever_exam_at_random_found_it(lin: Shipper, basis: str) -> None:
    examined(ksn=lin.ksn, basis=basis)
    assert waiting() == ["1Z001"]


def test_a_parcel_found_wrong_waits_for_nobody_where_the_exam_does_not_count(lin: Shipper) -> None:
    examined("1Z001", ksn=lin.ksn, basis="risk")
    examined("1Z002", ksn=lin.ksn, basis="surplus")
    examined("1Z003", ksn=lin.ksn, result="clean")
    assert not Item.objects.exists()


def test_a_parcel_found_wrong_waits_no_longer_once_the_exam_is_corrected_taken_back_or_disowned(
    lin: Shipper,
) -> None:
    for number in ("1Z001", "1Z002", "1Z003"):
        examined(number, ksn=lin.ksn)
    second = Shipment.objects.get(parcel__reference="1Z002").recording
    examined("1Z001", "clean", ksn=lin.ksn)
    assert waiting() == ["1Z002", "1Z003"]
    services.recording_reverse(recording_id=second.pk, reason="sent by mistake", reporter=second.reporter)
    assert waiting() == ["1Z003"]
    parcel = Parcel.objects.get(reference="1Z003")
    services.parcels_disown(actor=staff("officer"), parcel_ids=[parcel.pk], shipper_id=lin.pk)
    assert waiting() == []


def test_a_parcel_found_wrong_waits_from_the_link_of_its_seller_to_a_business(lin: Shipper) -> None:
    examined(seller="S1")
    assert waiting() == []
    seller = Seller.objects.get(code="S1")
    services.seller_link(seller_id=seller.pk, shipper_id=lin.pk)
    assert waiting() == ["1Z001"]
    services.seller_unlink(seller_id=seller.pk, shipper_id=lin.pk)
    assert waiting() == []


def test_a_parcel_found_wrong_opens_one_case_where_an_agency_reports_the_violation_with_it(lin: Shipper) -> None:
    recording = recording_of(reporter("agency"))
    wrong = shipment(ksn=lin.ksn, seller="", examined=True, exam_basis="random", exam_result="discrepant")
    services.shipments_record(recording=recording, facts=[(0, wrong)])
    fact = {"reference": "C1", "ksn": lin.ksn, "date": "2026-03-16", "category": "origin", "shipment": "UPSN:1Z001"}
    services.violations_record(recording=recording, facts=[(0, fact)])
    assert waiting() == ["1Z001"]
    services.violations_record(
        recording=recording_of(reporter("agency")), facts=[(0, {"reference": "C1", "determination": "reversed"})]
    )
    assert waiting() == []
    assert Item.objects.filter(kind="wrong_parcel").count() == 1


def test_parcels_found_wrong_are_followed_in_as_many_queries_for_many_as_for_one(lin: Shipper) -> None:
    def queries(kind: str, first: int, number: int, **more: Any) -> int:
        sent = [shipment(f"1Z{first + each}", ksn=lin.ksn, seller="", **more) for each in range(number)]
        with CaptureQueriesContext(connection) as asked:
            report(*sent, kind=kind)
        return len(asked)

    wrong = {"examined": True, "exam_basis": "random", "exam_result": "discrepant"}
    queries("agency", 0, 1, **wrong)
    few, many = queries("agency", 100, 1, **wrong), queries("agency", 200, 60, **wrong)
    assert many == few
    clean = queries("agency", 400, 60, **wrong | {"exam_result": "clean"})
    assert clean < few
    with CaptureQueriesContext(connection) as asked:
        report(*[shipment(f"1Z{600 + each}", ksn=lin.ksn, seller="") for each in range(60)])
    assert not [query for query in asked if "work_item" in query["sql"] or "pg_advisory" in query["sql"]][1:]


def expected() -> list[str]:
    """Return the parcels about which somebody is to decide, worked out from the entries alone."""
    owners: dict[int, int | None] = {}
    for link in SellerLink.objects.order_by("pk"):
        owners[link.seller_id] = link.shipper_id
    said: dict[int, Violation] = {entry.case_id: entry for entry in Violation.objects.order_by("case", "revision")}
    decided = {
        (entry.parcel_id, owners.get(entry.seller_id))
        for entry in said.values()
        if not entry.voided and entry.determination != "alleged"
    }
    last: dict[int, Shipment] = {
        entry.parcel_id: entry for entry in Shipment.objects.select_related("parcel").order_by("parcel", "revision")
    }
    return sorted(
        entry.parcel.reference
        for entry in last.values()
        if (entry.drawn or entry.followed) and entry.exam_result == "discrepant" and not entry.voided
        if (owner := owners.get(entry.seller_id)) is not None and (entry.parcel_id, owner) not in decided
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_history_leaves_a_wrong_parcel_undecided_without_work_or_work_on_a_decided_one(seed: int) -> None:
    chance = random.Random(seed)
    shippers, officer = [enrolled(), enrolled(date(2025, 2, 1))], staff("officer")
    stranger = "S9"

    def exam() -> None:
        whose: dict[str, str] = chance.choice([{"ksn": each.ksn} for each in shippers] + [{"seller": stranger}])
        basis = chance.choice(["random", "random", "follow_up", "surplus", "risk"])
        result = chance.choice(["discrepant", "discrepant", "clean"])
        given = {"examined": True, "exam_basis": basis, "exam_result": result, "seller": ""} | whose
        report(shipment(f"1Z00{chance.randrange(4)}", **given), kind="agency")

    def violation() -> None:
        determination = chance.choice(["alleged", "alleged", "sustained", "mitigated", "reversed"])
        parcel, number = f"1Z00{chance.randrange(4)}", f"C{chance.randrange(5)}"
        violated(chance.choice(shippers), determination, parcel, number)

    def case_act(act: Callable[..., Any], **given: Any) -> None:
        if cases := list(Case.objects.filter(seller__shipper__isnull=False).order_by("pk")):
            act(case_id=chance.choice(cases).pk, **given)

    def take_back() -> None:
        recording = chance.choice(list(Recording.objects.filter(kind=Recording.Kind.API).order_by("pk")))
        services.recording_reverse(recording_id=recording.pk, reason="a mistake", reporter=recording.reporter)

    def disown() -> None:
        parcel = chance.choice(list(Parcel.objects.order_by("pk")))
        services.parcels_disown(actor=officer, parcel_ids=[parcel.pk], shipper_id=chance.choice(shippers).pk)

    def link() -> None:
        seller = chance.choice(list(Seller.objects.exclude(source="ksn").order_by("pk")))
        shipper = chance.choice(shippers)
        act = services.seller_unlink if seller.shipper_id == shipper.pk else services.seller_link
        act(seller_id=seller.pk, shipper_id=shipper.pk)

    acts = [
        *([exam] * 6 + [violation] * 6 + [take_back, disown, link, link]),
        lambda: case_act(services.violation_unconfirm),
        lambda: case_act(services.violation_certify, determination="sustained"),
    ]
    exam()
    seen = 0
    for _step in range(60):
        with suppress(DomainError, IndexError), transaction.atomic():
            chance.choice(acts)()
        assert waiting() == expected()
        seen += bool(expected())
    assert seen > 10
