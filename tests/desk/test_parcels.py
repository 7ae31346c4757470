"""The pages of parcels and of reporters at the desk, and the parcels that were reported wrong."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.watchlists.models import Sighting
from apps.agencies.watchlists.services import sighting_close
from apps.core import clock
from apps.ledger.models import Case, HeldSettlement, Parcel, Reporter, Violation
from apps.shippers.models import Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.targeting.models import Lot
from apps.targeting.services import exam_record
from apps.work.kinds import kind_of
from apps.work.models import Item
from apps.work.services import search_save
from tests.agencies.agencies import agency_officer, held_parcel, parcel_of
from tests.agencies.goods import watched
from tests.desk.held_records import reports_held
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels, violation
from tests.ledger.conftest import enrolled, report, shipment
from tests.markup import assert_valid, main_of
from tests.partners.client import partner_client
from tests.people import on_team, signed_in, staff
from tests.targeting.draws import capacity, declared, drawn, promised, selected

MAX_QUERIES = 19


@pytest.fixture
def sighted(shipper_id: int) -> Parcel:
    """Report a parcel with goods that an officer watches for, and hold the parcel."""
    watched(staff("supervisor"), name="Pill presses", phrases="pill press")
    parcel = parcel_of(Shipper.objects.get(pk=shipper_id), description="Pill press for scarves", hs="621410")
    held_parcel(agency_officer(), parcel)
    return parcel


def test_the_page_of_a_parcel_shows_sightings_holds_and_reports(sighted: Parcel) -> None:
    sighting, officer = Sighting.objects.get(), staff("officer")
    client = signed_in(officer)
    client.get(page_of(sighted))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(page_of(sighted)).content.decode()
    assert reverse("admin:agencies_sighting_change", args=[sighting.pk]) in page
    for text in ("Pill press for scarves", "To be looked at", "until ", "Reports, the latest first"):
        assert text in page
    assert len(asked) <= MAX_QUERIES
    assert_valid(main_of(page))
    sighting_close(actor=officer, sighting_id=sighting.pk, result="other", conclusion="A press for fabric.")
    assert "Other goods" in client.get(page_of(sighted)).content.decode()


def test_an_officer_on_the_team_of_the_sender_sees_no_sighting(sighted: Parcel) -> None:
    officer = staff("officer")
    on_team(sighted.seller.shipper_id, "viewer", officer)
    page = signed_in(officer).get(page_of(sighted)).content.decode()
    assert "Pill press for scarves" in page
    assert reverse("admin:agencies_sighting_change", args=[Sighting.objects.get().pk]) not in page
    assert "no tier, rate or point reads a sighting" not in page


def test_a_parcel_of_which_nothing_was_sighted_says_so(shipper_id: int) -> None:
    page = signed_in(staff("auditor")).get(page_of(parcel_of(Shipper.objects.get(pk=shipper_id)))).content.decode()
    assert page.count("There is none.") == 2


@pytest.fixture
def named() -> Shipper:
    """Return the business that a held report names."""
    return enrolled()


@pytest.fixture
def carrier(named: Shipper) -> Reporter:
    """Return the reporter whose report is held."""
    return reports_held(enrolled(), named)


def acts_of(client: Client, reporter: Reporter) -> list[str]:
    return [name for name, _action, _form in client.get(page_of(reporter)).context_data["actions"]]


def test_page_of_the_work_settles_the_reports_with_a_reason(carrier: Reporter, supervisor_desk: Client) -> None:
    assert acts_of(supervisor_desk, carrier) == ["settle"]
    refused = supervisor_desk.post(page_of(carrier), {"act": "settle"})
    assert (refused.status_code, HeldSettlement.objects.count()) == (422, 0)
    found = "They only photographed the label."
    assert supervisor_desk.post(page_of(carrier), {"act": "settle", "settle-reason": found}).status_code == 302
    assert Item.objects.get(kind="held_reports").closed_at is not None
    page = supervisor_desk.get(page_of(carrier))
    assert (acts_of(supervisor_desk, carrier), found in page.content.decode()) == ([], True)


def test_page_shows_the_risk_of_the_one_business_that_held_reports_name(
    carrier: Reporter, named: Shipper, supervisor_desk: Client
) -> None:
    page = supervisor_desk.get(page_of(carrier))
    assert page.context_data["frame"].glance is not None
    assert reverse("admin:shippers_shipper_change", args=[named.pk]) in page.content.decode()


def test_officer_reads_held_reports_and_settles_none(carrier: Reporter, desk: Client) -> None:
    assert acts_of(desk, carrier) == []
    desk.post(page_of(carrier), {"act": "settle", "settle-reason": "I would."})
    assert not HeldSettlement.objects.exists()


def test_list_of_reporters_settles_nothing_and_says_whose_reports_wait(
    carrier: Reporter, supervisor_desk: Client
) -> None:
    listed = supervisor_desk.get(reverse("admin:ledger_reporter_changelist")).context_data["cl"]
    assert [each for each in listed.result_list if each.waiting] == [carrier]
    assert "settle" not in listed.model_admin.get_actions(supervisor_desk.get(page_of(carrier)).wsgi_request)


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


@pytest.fixture
def sent(named: Shipper) -> Shipper:
    """Report three parcels of a business and one of a seller whom nobody has claimed; return the business."""
    match_keys_refresh(shipper_ids=[named.pk])
    shirt = {"hs": "610910", "description": "Cotton shirt"}
    report(
        shipment("A", ksn=named.ksn, seller="", date="2026-03-15", **shirt),
        shipment("B", ksn=named.ksn, seller="", date="2026-03-16", **shirt),
        shipment("C", ksn=named.ksn, seller="", date="2026-03-16", hs="920210", description="Violin"),
        shipment("D", seller="S9", date="2026-03-16", **shirt),
    )
    return named


@pytest.mark.parametrize(
    ("typed", "references"),
    [
        ({"goods": "6109"}, "DBA"),
        ({"goods": "violin"}, "C"),
        ({"goods": "92.02"}, "C"),
        ({"day": "2026-03-15"}, "A"),
        ({"business": "S9"}, "D"),
        ({"business": "{name}"}, "CBA"),
        ({"business": "{ksn}", "day": "2026-03-16", "goods": "shirt"}, "B"),
        ({"business": "Nobody of this name"}, ""),
        ({"q": "B"}, "B"),
    ],
)
def test_parcels_are_found_by_business_goods_and_day(
    sent: Shipper, desk: Client, typed: dict[str, str], references: str
) -> None:
    asked = {name: text.format(name=sent.name, ksn=sent.ksn) for name, text in typed.items()}
    listed = desk.get(reverse("admin:ledger_parcel_changelist"), asked)
    assert "".join(parcel.reference for parcel in listed.context_data["cl"].result_list) == references


def test_a_day_that_is_none_is_told_and_the_other_fields_are_kept(sent: Shipper, desk: Client) -> None:
    answer = desk.get(reverse("admin:ledger_parcel_changelist"), {"day": "yesterday", "goods": "violin"})
    assert "“yesterday” is not a day. Write it as 2026-11-30." in answer.content.decode()
    assert [parcel.reference for parcel in answer.context_data["cl"].result_list] == ["C"]


def test_saved_search_for_goods_counts_the_parcels_with_them(sent: Shipper, desk: Client, officer: User) -> None:
    search_save(actor=officer, page="ledger.parcel", name="Violins", query="goods=violin")
    assert [each.count for each in desk.get("/admin/").context["searches"]] == ["1"]
