"""The tables of the ledger, the complete record of each seller.

Entries (`Shipment`, `Violation`, `ProgramEntry`, `SellerLink`) are never changed or deleted; a correction is another
entry, the next revision. `Parcel` and `Case` point at the present entry of a thing; `Tally` sums parcels by seller
and month; `Watch` says when the evaluation of a shipper can next change. Parcels, cases and tallies follow from the
entries and are written in the same transaction; the command `verify` compares them.
"""

from apps.ledger.models.archives import ArchiveAct, ClosedDay
from apps.ledger.models.held_reports import HeldReport, HeldSettlement
from apps.ledger.models.notices import Service, ServiceProof
from apps.ledger.models.parties import ShippingSeen
from apps.ledger.models.program import DeclaredMonth, LateBatch, ProgramEntry, Watch
from apps.ledger.models.shipments import WRONG_AT_RANDOM, Parcel, PeerValue, Shipment, Tally
from apps.ledger.models.sources import (
    IssuerCode,
    LineWarning,
    Recording,
    Rejection,
    Remark,
    Reporter,
    Seller,
    SellerLink,
)
from apps.ledger.models.uploads import SellerUpload, UploadState
from apps.ledger.models.violations import Case, FurtherReport, Grounds, GroundsFile, Violation
