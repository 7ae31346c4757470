"""The act about a declared parcel that sends a notice."""

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.notices.members import member
from tests.outbox import deliver
from tests.partners.client import partner_client
from tests.targeting.declarations import assessed, declaration


def a_declaration(shop: Shipper, ada: User, officer: User) -> None:
    """Let a carrier declare a parcel without its HS code, which the business is asked for."""
    member(shop, ada, officer)
    shop.refresh_from_db()
    assessed(partner_client(), declaration(ksn=shop.ksn, hs=None))
    # The business is told before the time to answer is over.
    deliver()
