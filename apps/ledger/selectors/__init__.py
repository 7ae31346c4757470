"""Reads of the ledger, by subject."""

from apps.ledger.selectors.notices import (
    cases_of_seller,
    cases_reversed,
    cases_unserved,
    cases_withheld,
    facts_of,
    service_of,
    suspends_at_once,
)
from apps.ledger.selectors.parties import parties_seen, parties_unlisted, references_of, shipments_by
from apps.ledger.selectors.shipments import (
    ShipmentFilter,
    months_of,
    parcel_for,
    parcels_with_number,
    revisions_of,
    shipments_edges,
    shipments_found,
    shipments_of,
    shipments_tallied,
)
from apps.ledger.selectors.sources import identities_of, recordings_of
from apps.ledger.selectors.uploads import upload_for, uploads_of
from apps.ledger.selectors.violations import (
    ViolationFilter,
    entries_of_case,
    grounds_file_for,
    violation_present,
    violations_found,
    violations_of,
    violations_of_parcel,
    violations_visible,
)

__all__ = [
    "ShipmentFilter",
    "ViolationFilter",
    "cases_of_seller",
    "cases_reversed",
    "cases_unserved",
    "cases_withheld",
    "entries_of_case",
    "facts_of",
    "grounds_file_for",
    "identities_of",
    "months_of",
    "parcel_for",
    "parcels_with_number",
    "parties_seen",
    "parties_unlisted",
    "recordings_of",
    "references_of",
    "revisions_of",
    "service_of",
    "shipments_by",
    "shipments_edges",
    "shipments_found",
    "shipments_of",
    "shipments_tallied",
    "suspends_at_once",
    "upload_for",
    "uploads_of",
    "violation_present",
    "violations_found",
    "violations_of",
    "violations_of_parcel",
    "violations_visible",
]
