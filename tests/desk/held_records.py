"""A report of a carrier that is held, since it contradicts the marketplace that issues the number of the parcel."""

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Reporter
from apps.shippers.models import Shipper
from tests.ledger.conftest import recording_of, reporter

ISSUER = "held-bazaar"


def reports_held(shipper: Shipper, named: Shipper) -> Reporter:
    """Let a carrier name another business as the seller of a parcel than its marketplace does; return the carrier."""
    carrier = reporter("carrier", "held-kite")
    fact = {"issuer": ISSUER, "reference": "HELD-1", "date": clock.today().isoformat()}
    for who, whose in ((reporter("marketplace", ISSUER), shipper), (carrier, named)):
        services.shipments_record(recording=recording_of(who), facts=[(0, fact | {"ksn": whose.ksn})])
    return carrier
