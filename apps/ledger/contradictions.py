"""What a reporter says of parcels, beside what stands: the two statements between which staff decide."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.discrepancies import NOT_SAID, field_in_words
from apps.ledger.models import HeldReport, Seller, Shipment
from apps.ledger.schema import LABELS
from apps.ledger.selectors.sources import held_reports_of

ARCHIVED = _lazy("Archived")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A held report beside the entry that stands, None where the entry is archived. `fields` has each field in which
    they differ, with what the report says and what stands.
    """

    held: HeldReport
    entry: Shipment | None
    fields: list[tuple[str | Promise, str | Promise, str | Promise]]


def contradictions_of(reporter_id: int, most: int) -> list[Contradiction]:
    """Return the latest held reports of a reporter, each beside what stands. Takes two queries."""
    held = list(held_reports_of(reporter_id)[:most])
    parcels = [report.parcel for report in held]
    found = Shipment.objects.select_related("seller__shipper", "recording__reporter").filter(
        id__in=[parcel.shipment_id for parcel in parcels], date__in={parcel.date for parcel in parcels}
    )
    entries = {entry.parcel_id: entry for entry in found}
    return [_contradiction(report, entries.get(report.parcel_id)) for report in held]


def _contradiction(held: HeldReport, entry: Shipment | None) -> Contradiction:
    fields: list[tuple[str | Promise, str | Promise, str | Promise]] = []
    if "seller_id" in held.differing:
        fields.append((_lazy("Seller"), _owner_text(held.seller), _owner_text(entry.seller) if entry else ARCHIVED))
    for name in held.differing:
        if said := field_in_words(name, held.content.get(name)):
            stands = (field_in_words(name, getattr(entry, name)) or NOT_SAID) if entry else ARCHIVED
            fields.append((LABELS[name], said, stands))
    return Contradiction(held, entry, fields)


def _owner_text(seller: Seller) -> str:
    return f"{seller.shipper} ({seller.shipper.ksn})" if seller.shipper else str(seller)
