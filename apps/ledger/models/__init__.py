"""The ledger: the whole truth of a seller.

Entries (`Shipment`, `Violation`, `ProgramEntry`) are never changed or deleted; a correction is a further entry, the
next revision. `Parcel` and `Case` say which entry of a thing is the present one; `Tally` sums the parcels of a seller
and month; `Watch` says when a shipper's evaluation can next change. These three follow from the entries, are kept by
the statement that inserts them, and `verify` proves it.
"""

from apps.ledger.models.notices import Service
from apps.ledger.models.parties import ShippingSeen
from apps.ledger.models.program import ProgramEntry, Watch
from apps.ledger.models.shipments import Parcel, Shipment, Tally
from apps.ledger.models.sources import Recording, Rejection, Reporter, Seller
from apps.ledger.models.uploads import SellerUpload
from apps.ledger.models.violations import Case, Grounds, GroundsFile, Violation

__all__ = [
    "Case",
    "Grounds",
    "GroundsFile",
    "Parcel",
    "ProgramEntry",
    "Recording",
    "Rejection",
    "Reporter",
    "Seller",
    "SellerUpload",
    "Service",
    "Shipment",
    "ShippingSeen",
    "Tally",
    "Violation",
    "Watch",
]
