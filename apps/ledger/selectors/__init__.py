"""Reads of the ledger, by subject."""

from apps.ledger.selectors.exams import operation_exams_counted
from apps.ledger.selectors.identities import (
    control_of,
    controlled_with,
    identities_query,
    identities_reported,
    identities_unlinked,
)
from apps.ledger.selectors.notices import (
    cases_of_seller,
    cases_reversed,
    cases_unserved,
    cases_withheld,
    facts_of,
    service_of,
    service_proofs_of,
    suspends_at_once,
    was_served,
)
from apps.ledger.selectors.parties import parties_seen, parties_unlisted, references_of, shipments_by
from apps.ledger.selectors.shipments import (
    ShipmentFilter,
    months_of,
    numbers_meant,
    parcel_for,
    parcels_since,
    parcels_with,
    parcels_with_number,
    reports_of_number,
    reports_of_parcel,
    revisions_complete,
    revisions_of,
    shipments_edges,
    shipments_found,
    shipments_of,
    shipments_tallied,
)
from apps.ledger.selectors.sources import (
    business_named,
    day_ends,
    held_reports_of,
    identities_of,
    recorded_since,
    recordings_of,
    reporter_called,
    upload_for,
    uploads_of,
)
from apps.ledger.selectors.validations import advice_on, shipments_validate
from apps.ledger.selectors.violations import (
    ViolationFilter,
    ViolationMoney,
    case_references,
    determined_by,
    entries_of_case,
    further_reports_of,
    reference_of,
    violation_present,
    violations_found,
    violations_money,
    violations_of,
    violations_of_parcel,
    violations_visible,
)
from apps.ledger.selectors.volumes import Volume, volumes_of
from apps.ledger.selectors.wrong_parcels import decision_due
