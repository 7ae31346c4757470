"""The page of a parcel that an exam at random found wrong: what the officer found, and where another one goes on."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.models import Case, Parcel, Violation
from apps.shippers.models import Shipper
from apps.targeting.models import Lot
from apps.targeting.services import exam_record
from apps.work.kinds import kind_of
from apps.work.models import Item
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels, violation
from tests.markup import assert_valid, main_of
from tests.partners.client import partner_client
from tests.people import on_team, staff
from tests.targeting.draws import capacity, declared, drawn, promised, selected


@pytest.fixture
def found(newcomer: Shipper) -> Parcel:
    """Return a parcel of a member that an officer opened after a draw at random and found wrong."""
    capacity(staff("supervisor"), 1)
    declared(partner_client(), "A1", ksn=newcomer.ksn)
    with promised():
        (lot,) = selected(drawn())
    exam_record(
        actor=staff("officer", email="examiner@staff.example"),
        lot_id=lot.pk,
        result="discrepant",
        category="marking",
        disposition="detained",
        text="No country on the label.",
    )
    return Parcel.objects.get(reference="A1")


def test_a_wrong_parcel_waits_on_its_page_with_the_words_of_the_officer(desk: Client, found: Parcel) -> None:
    item = Item.objects.get(kind="wrong_parcel")
    assert kind_of(item.kind).url(item) == page_of(found)
    page = desk.get(page_of(found)).content.decode()
    for text in ("nothing is decided about it", "No country on the label.", "Marking.", "Found wrong at random"):
        assert text in page
    assert reverse("admin:targeting_lot_change", args=[Lot.objects.get().pk]) in page
    assert_valid(main_of(page))


def test_a_wrong_parcel_is_alleged_on_its_page_with_nothing_filled_in_that_nobody_said(
    desk: Client, found: Parcel
) -> None:
    ((name, act, form),) = desk.get(page_of(found)).context_data["actions"]
    assert (name, act.blocked) == ("allege", "")
    assert {each: form[each].value() for each in form.fields if form[each].value()} == {
        "category": "marking",
        "language": "en",
    }
    data = {"category": "marking", "culpability": "negligence", "basis": "finding", "attribution": "seller"}
    data |= {"reason": "No label.", "language": "en"}
    desk.post(page_of(found), {"act": "allege", **{f"allege-{field}": value for field, value in data.items()}})
    entry = Violation.objects.get()
    assert (entry.parcel, entry.seller.shipper, entry.determination) == (found, found.seller.shipper, "alleged")
    ((_name, act, _form),) = desk.get(page_of(found)).context_data["actions"]
    assert "Whoever decides it decides about the parcel" in str(act.blocked)


def test_a_wrong_parcel_of_an_agency_says_who_may_correct_the_exam(desk: Client, newcomer: Shipper) -> None:
    (number,) = parcels(newcomer, clock.today(), 1, drawn="discrepant")
    page = desk.get(page_of(Parcel.objects.get(reference=number))).content.decode()
    assert "says that something was wrong, and not what" in page
    assert "to send its result again" in page


def test_a_wrong_parcel_that_is_decided_names_the_decision_and_waits_no_longer(
    desk: Client, found: Parcel, newcomer: Shipper
) -> None:
    violation(newcomer, found.date, shipment=f"{found.issuer}:A1", determination="reversed")
    page = desk.get(page_of(found)).content.decode()
    assert "nothing is decided about it" not in page
    assert reverse("admin:ledger_violation_change", args=[Case.objects.get().violation_id]) in page


def test_a_wrong_parcel_shows_what_was_found_to_nobody_of_the_business(
    officer: User, desk: Client, found: Parcel, newcomer: Shipper
) -> None:
    on_team(newcomer, "viewer", officer)
    page = desk.get(page_of(found)).content.decode()
    assert "No country on the label." not in page
    assert 'value="allege"' not in page


def test_a_parcel_that_no_exam_at_random_found_wrong_is_no_case(desk: Client, newcomer: Shipper) -> None:
    (number,) = parcels(newcomer, clock.today(), 1, examined=True, exam_basis="risk", exam_result="discrepant")
    page = desk.get(page_of(Parcel.objects.get(reference=number)))
    assert page.context_data["frame"] is None
    assert "What the exam found" not in page.content.decode()
