"""The businesses that a tip may be about: by what the tip names, however it is written, and those related to one."""

from collections.abc import Iterable

import pytest

from apps.allegations.likely_shippers import MAX_SHOWN, LikelyShipper, likely_shippers
from apps.core import clock
from apps.ledger.models import Parcel
from apps.shippers.models import Address, Shipper
from apps.shippers.relations import clusters_refresh
from apps.shippers.services.keys import match_keys_refresh
from tests.allegations.tips import received
from tests.portal.members import parcels

PHONE = "+12025550143"


def business(name: str, street: str = "", **given: str) -> Shipper:
    made = Shipper.objects.create(name=name, country="US", **given)
    if street:
        place = {"street": street, "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US"}
        Address.objects.create(shipper=made, kind=Address.Kind.REGISTERED, **place)
    match_keys_refresh(shipper_ids=[made.pk])
    return made


def because(found: Iterable[LikelyShipper], shipper: Shipper) -> list[str]:
    """Return what speaks for a business, in words."""
    return [str(reason) for one in found if one.shipper == shipper for reason in one.reasons]


def test_a_business_is_suggested_by_name_shop_and_parcel(shipper: Shipper) -> None:
    shipper.website = "https://kite-market.example"
    shipper.save(update_fields=["website"])
    match_keys_refresh(shipper_ids=[shipper.pk])
    parcels(shipper, clock.today(), 1)
    number = Parcel.objects.filter(seller__shipper=shipper).latest("pk").reference
    tip = received(company=shipper.name.upper(), site="kite-market.example", parcel=number).tip
    assert len(because(likely_shippers(tip), shipper)) == 3


def test_nobody_is_suggested_for_a_tip_that_names_nobody() -> None:
    assert likely_shippers(received(company="").tip) == []


@pytest.mark.parametrize("said", ["Call (202) 555-0143.", "Their number: +1 202 555 0143", "202.555.0143"])
def test_a_business_is_suggested_by_a_phone_however_it_is_written(said: str) -> None:
    shop = business("Amber Gate", phone=PHONE)
    tip = received(company="", text=f"They send copies. {said}").tip
    assert because(likely_shippers(tip), shop) == ["It has a phone number that the tip names"]


def test_a_business_is_suggested_by_a_mail_domain_and_not_by_free_mail() -> None:
    shop = business("Amber Gate", email="info@ambergate.example")
    stranger = business("Blue Barrel", email="someone@gmail.com")
    tip = received(company="", text="Write to sales@AmberGate.example or someone.else@gmail.com.").tip
    found = likely_shippers(tip)
    assert because(found, shop) == ["It has an e-mail address or a mail domain that the tip names"]
    assert because(found, stranger) == []


def test_a_business_is_suggested_by_its_address_however_it_is_written() -> None:
    shop = business("Amber Gate", street="12 Orchard Street, Suite 4")
    other = business("Blue Barrel", street="98 Orchard Street")
    tip = received(company="", address="12 Orchard St., Suite 4, Reno NV 89501").tip
    found = likely_shippers(tip)
    assert because(found, shop) == ["It is at the address that the tip names"]
    assert because(found, other) == []


def test_the_phone_and_the_address_of_a_forwarder_suggest_nobody() -> None:
    made = Shipper.objects.bulk_create(
        Shipper(name=f"Customer {number}", country="US", phone=PHONE) for number in range(60)
    )
    place = {"street": "1 Forwarder Road", "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US"}
    Address.objects.bulk_create(Address(shipper=each, kind=Address.Kind.REGISTERED, **place) for each in made)
    match_keys_refresh(shipper_ids=[each.pk for each in made])
    tip = received(company="", address="1 Forwarder Road, Reno, NV, 89501", text=f"Call {PHONE}").tip
    assert likely_shippers(tip) == []


def test_a_related_business_is_suggested_after_the_one_that_is_named() -> None:
    named, other = (business(name, phone=PHONE, email="desk@twins.example") for name in ("Amber Gate", "Blue Barrel"))
    third = business("Green Lantern Exports", email="desk@twins.example")
    clusters_refresh()
    tip = received(company="Amber Gate").tip
    found = likely_shippers(tip)
    assert [one.shipper for one in found] == [named, other, third]
    assert because(found, other) == ["It is related to Amber Gate"]
    assert len(found) <= MAX_SHOWN
    assert [one.shipper for one in likely_shippers(tip, teams={third.pk})] == [named], "the reader is on a team of it"
