"""The carriers and brokers that were seen shipping under the number of a shipper."""

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Upper

from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import (
    Reporter,
    Shipment,
    ShippingSeen,
)
from apps.ledger.selectors.shipments import shipments_of
from apps.shippers.models import ShippingParty


def parties_seen() -> QuerySet[ShippingSeen]:
    """Return the parties seen shipping under the numbers of shippers.

    Each has `listed`, by the present profile of its shipper, and `name`, the name of its reporter or else its code. A
    carrier may be its own broker, so either kind counts as listed. Warehouses don't ship.
    """
    names = Reporter.objects.alias(form=Upper("code")).filter(form=OuterRef("code")).exclude(name="")
    # Codes are in their one form. Of the names, one is in the profile of the shipper itself, the other the program's.
    parties = ShippingParty.objects.alias(capitals=Upper("name")).filter(
        Q(code=OuterRef("code")) | Q(capitals=OuterRef("code")) | Q(capitals=Upper(OuterRef("reporter_name"))),
        shipper=OuterRef("shipper"),
        kind__in=[ShippingParty.Kind.CARRIER, ShippingParty.Kind.BROKER],
    )
    return (
        ShippingSeen.objects.annotate(reporter_name=Subquery(names.values("name")[:1]))
        .annotate(name=Coalesce("reporter_name", F("code"), output_field=CharField()))
        .annotate(listed=Exists(parties))
    )


def parties_unlisted(shipper_id: int | OuterRef) -> QuerySet[ShippingSeen]:
    """Return the unlisted parties of a shipper that the shipper has not answered about."""
    return parties_seen().filter(shipper=shipper_id, listed=False, answer="")


def shipments_by(party: ShippingSeen) -> QuerySet[Shipment]:
    """Return the shipments under the shipper's number that name a carrier or broker or were reported by that party.

    The latest come first.
    """
    itself = Reporter.objects.alias(form=Upper("code")).filter(form=party.code, kind=party.role)
    return shipments_of(party.shipper_id).filter(
        Q((party.role, party.code)) | Q(recording__reporter__in=itself), seller__source=KSN_SOURCE
    )


def references_of(party: ShippingSeen, *, limit: int) -> list[str]:
    """Return the first tracking numbers by which a party was seen, up to `limit`."""
    first = shipments_by(party).filter(recording=party.recording_id).order_by("id")
    return list(first.values_list("parcel__reference", flat=True)[:limit])
