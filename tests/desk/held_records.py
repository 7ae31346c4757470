"""A report of a business that is held, since it contradicts whoever issues the number of the parcel."""

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Reporter
from apps.shippers.models import Shipper
from tests.ledger.conftest import recording_of, reporter

ISSUER = "held-bazaar"


def reports_held(shipper: Shipper) -> Reporter:
    """Let a business claim a parcel that its marketplace reported of another seller; return the reporter that the
    business is.
    """
    claims = services.seller_reporter_ensure(shipper=shipper)
    fact = {"issuer": ISSUER, "reference": "HELD-1", "date": clock.today().isoformat()}
    for who, whose in ((reporter("marketplace", ISSUER), {"seller": "S-9"}), (claims, {"ksn": shipper.ksn})):
        services.shipments_record(recording=recording_of(who), facts=[(0, fact | whose)])
    return claims
