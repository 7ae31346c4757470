"""Enrolment, other acts of the program, and the links of identities to shippers."""

from datetime import date

import pytest

from apps.accounts.models import User
from apps.core.errors import Conflict, NotFound
from apps.events.models import Event
from apps.ledger import services
from apps.ledger.models import ProgramEntry, Seller, Shipment, Watch
from apps.ledger.selectors import months_of, shipments_of
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.ksn import is_ksn, new_ksn
from apps.shippers.models import Shipper
from apps.shippers.selectors import signers_of
from apps.shippers.services import Profile
from tests.ledger.conftest import enrolled, report, rest, shipment


def test_enrolling_creates_a_watch_and_the_identity_of_the_ksn() -> None:
    shipper = Shipper.objects.create(ksn=new_ksn())
    entry = services.program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=date(2026, 3, 1))
    assert entry.date == date(2026, 3, 1)
    assert Watch.objects.get(shipper=shipper).due_since is not None
    assert Seller.objects.get(source="ksn", code=shipper.ksn).shipper == shipper
    assert Event.objects.get(kind="ledger.enrolled").payload == {"shipper_ids": [shipper.pk]}


def test_enrolling_twice_records_one_entry(lin: Shipper) -> None:
    services.program_entry_record(shipper_id=lin.pk, kind="enrolled", date=date(2026, 3, 1))
    assert ProgramEntry.objects.filter(shipper=lin, kind="enrolled").count() == 1


def test_nobody_is_enrolled_without_a_number() -> None:
    with pytest.raises(Conflict):
        services.program_entry_record(shipper_id=Shipper.objects.create().pk, kind="enrolled", date=date(2026, 3, 1))


def test_an_act_of_the_program_makes_the_shipper_due(lin: Shipper) -> None:
    services.program_entry_record(shipper_id=lin.pk, kind="validated", date=date(2026, 3, 1))
    assert Watch.objects.get(shipper=lin).due_since is not None


def test_an_unknown_shipper_is_not_found() -> None:
    with pytest.raises(NotFound):
        services.program_entry_record(shipper_id=0, kind="validated", date=date(2026, 3, 1))


def test_sellers_are_enrolled_in_a_few_statements(django_assert_max_num_queries) -> None:
    report(*(shipment(f"1Z{number}", seller=f"S{number}", seller_name=f"Shop {number}") for number in range(50)))
    sellers = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    with django_assert_max_num_queries(30):
        services.shippers_enroll(sellers=sellers, dates=[date(2026, 3, 1)] * 50)
    assert Watch.objects.count() == 50
    assert all(is_ksn(shipper.ksn) for shipper in Shipper.objects.all())
    services.shippers_enroll(sellers=sellers, dates=[date(2026, 3, 1)] * 50)
    assert ProgramEntry.objects.count() == 50


def test_sellers_are_enrolled_with_their_profiles_and_compared_with_others_by_them() -> None:
    report(*(shipment(f"1Z{number}", seller=f"S{number}", seller_name="As reported") for number in range(2)))
    known, other = Seller.objects.order_by("code")
    place = {"kind": "registered", "street": "Hafenstraße 3", "city": "Leipzig", "country": "DE"}
    profile = Profile(business={"name": "Amberfold GmbH", "country": "DE", "phone": "+491710001"}, addresses=[place])
    services.shippers_enroll(
        sellers=[known.pk, other.pk], dates=[date(2026, 3, 1)] * 2, profiles={known.pk: profile, -1: profile}
    )
    business = Shipper.objects.get(sellers=known)
    assert (business.name, business.country.code, business.addresses.get().city) == ("Amberfold GmbH", "DE", "Leipzig")
    assert set(business.match_keys.values_list("kind", flat=True)) == {"name", "phone", "address"}
    assert Shipper.objects.get(sellers=other).name == "As reported"


def test_owners_sign_for_the_businesses_with_which_they_are_enrolled(ada: User) -> None:
    report(*(shipment(f"1Z{number}", seller=f"S{number}") for number in range(2)))
    first, second = Seller.objects.order_by("code")
    services.shippers_enroll(sellers=[first.pk, second.pk], dates=[date(2026, 3, 1)] * 2, owners={second.pk: ada})
    assert list(signers_of(Shipper.objects.get(sellers=second).pk)) == [ada]
    assert not Shipper.objects.get(sellers=first).team.exists()


def test_many_acts_of_the_program_are_recorded_in_as_many_statements_as_one(django_assert_max_num_queries) -> None:
    report(*(shipment(f"1Z{number}", seller=f"S{number}") for number in range(30)))
    sellers = list(Seller.objects.values_list("pk", flat=True))
    services.shippers_enroll(sellers=sellers, dates=[date(2026, 3, 1)] * 30)
    Watch.objects.update(due_since=None)
    days = {pk: date(2026, 4, 1 + place % 7) for place, pk in enumerate(Watch.objects.values_list("pk", flat=True))}
    with django_assert_max_num_queries(20):
        services.program_entries_record(kind=ProgramEntryKind.VALIDATED, dates=days)
    entries = ProgramEntry.objects.filter(kind="validated")
    assert dict(entries.values_list("shipper_id", "date")) == days
    assert Event.objects.filter(kind="ledger.program_entered", payload__kind="validated").count() == 30
    assert not Watch.objects.filter(due_since=None).exists()


def test_two_identities_of_one_shipper_enrol_it_once_from_the_earlier_date() -> None:
    shipper = Shipper.objects.create(ksn=new_ksn())
    sellers = [Seller.objects.create(source="ups", code=code, shipper=shipper).pk for code in ("a", "b")]
    services.shippers_enroll(sellers=sellers, dates=[date(2026, 3, 2), date(2026, 3, 1)])
    assert ProgramEntry.objects.get().date == date(2026, 3, 1)


def test_a_seller_that_is_not_enrolled_has_a_history_and_no_watch() -> None:
    report(shipment(disposition="seized"))
    assert Shipment.objects.count() == 1
    assert not Watch.objects.exists()


def test_linking_makes_a_history_count_and_copies_nothing(lin: Shipper) -> None:
    report(shipment(), shipment("1Z002", disposition="seized", date="2026-02-02"))
    assert not shipments_of(lin.pk).exists()
    services.seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=lin.pk)
    assert [entry.parcel.reference for entry in shipments_of(lin.pk)] == ["1Z001", "1Z002"]
    assert [month["shipments"] for month in months_of(lin.pk, date(2026, 1, 1))] == [1, 1]
    assert Watch.objects.get(shipper=lin).due_since is not None
    assert Shipment.objects.count() == 2
    assert Event.objects.get(kind="ledger.seller_linked").shipper_id == lin.pk


def test_a_history_belongs_to_one_shipper(lin: Shipper) -> None:
    report(shipment())
    seller = Seller.objects.get(code="S1")
    services.seller_link(seller_id=seller.pk, shipper_id=lin.pk)
    rest(lin)
    services.seller_link(seller_id=seller.pk, shipper_id=lin.pk)
    assert Watch.objects.get(shipper=lin).due_since is None
    with pytest.raises(Conflict):
        services.seller_link(seller_id=seller.pk, shipper_id=enrolled().pk)
