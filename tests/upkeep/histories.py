"""Reported histories that officers link to a business, made by the services."""

from apps.accounts.models import User
from apps.ledger.models import Seller
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from apps.upkeep.models import HistoryLink, LinkObjection
from apps.upkeep.services import histories_link, objection_submit
from tests.people import Person

GROUNDS = "The reports name the seller ID of your storefront."


def linked(officer: User, shipper: Shipper, code: str = "S-9", source: str = "bazaar") -> HistoryLink:
    """Link an identity to a business."""
    seller = Seller.objects.create(source=source, code=code)
    (link,) = histories_link(actor=officer, shipper_id=shipper.pk, seller_ids=[seller.pk], grounds=GROUNDS)
    return link


def objected(
    officer: User, shipper: Shipper | None = None, owner: User | None = None, code: str = "S-9"
) -> LinkObjection:
    """Link an identity to a business, which objects."""
    owner = owner or Person()
    shipper = shipper or shipper_create(actor=owner)
    link = linked(officer, shipper, f"{code}-{shipper.pk}")
    return objection_submit(
        actor=owner, shipper_id=shipper.pk, link_id=link.pk, text="That is another shop.", language="en"
    )
