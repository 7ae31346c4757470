"""Removed businesses, and businesses that give the identifiers of another one."""

from datetime import timedelta

from apps.core import clock
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Identifier, Shipper
from apps.shippers.services import shipper_bar
from apps.shippers.services.keys import match_keys_refresh


def bar(shipper: Shipper, days: int = 30) -> Shipper:
    """Bar a business from applying for some days, as its removal does."""
    return shipper_bar(shipper_id=shipper.pk, until=clock.today() + timedelta(days=days))


def double_of(shipper: Shipper, *, name: str = "Quite Another Name", phone: bool = False) -> Shipper:
    """Create a former member with the EIN of this business, another name and, if `phone`, the same phone number."""
    double = Shipper.objects.create(
        ksn=new_ksn(), name=name, phone=shipper.phone if phone else "", country=shipper.country
    )
    number = shipper.identifiers.get(kind="ein")
    Identifier.objects.create(
        shipper=double, kind="ein", value=number.value, digest=number.digest, last_four=number.last_four
    )
    match_keys_refresh(shipper_ids=[double.pk])
    return double
