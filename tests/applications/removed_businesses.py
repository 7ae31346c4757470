"""Businesses that were removed, and such as pretend to be others."""

from datetime import timedelta

from apps.core import clock
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Identifier, Shipper
from apps.shippers.services import shipper_bar
from apps.shippers.services.keys import match_keys_refresh


def bar(shipper: Shipper, days: int = 30) -> Shipper:
    """As the program does when it removes a business."""
    return shipper_bar(shipper_id=shipper.pk, until=clock.today() + timedelta(days=days))


def double_of(shipper: Shipper, *, name: str = "Quite Another Name", phone: bool = False) -> Shipper:
    """A former member that gives the same EIN under another name, and on demand the same phone."""
    double = Shipper.objects.create(
        ksn=new_ksn(), name=name, phone=shipper.phone if phone else "", country=shipper.country
    )
    number = shipper.identifiers.get(kind="ein")
    Identifier.objects.create(
        shipper=double, kind="ein", value=number.value, digest=number.digest, last_four=number.last_four
    )
    match_keys_refresh(shipper_ids=[double.pk])
    return double
