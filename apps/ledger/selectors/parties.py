"""The carriers and brokers that were seen shipping under the number of a shipper."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

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
    names = Reporter.objects.filter(code__iexact=OuterRef("code")).exclude(name="").order_by("pk").values("name")[:1]
    parties = ShippingParty.objects.filter(
        Q(code__iexact=OuterRef("code")) | Q(name__iexact=OuterRef("code")) | Q(name__iexact=OuterRef("name")),
        shipper=OuterRef("shipper"),
        kind__in=[ShippingParty.Kind.CARRIER, ShippingParty.Kind.BROKER],
    )
    return ShippingSeen.objects.annotate(name=Coalesce(Subquery(names), F("code"))).annotate(listed=Exists(parties))


def parties_unlisted(shipper_id: int | OuterRef) -> QuerySet[ShippingSeen]:
    """Return the unlisted parties of a shipper that the shipper has not answered about."""
    return parties_seen().filter(shipper=shipper_id, listed=False, answer="")


def shipments_by(party: ShippingSeen) -> QuerySet[Shipment]:
    """Return the shipments under the shipper's number that name a carrier or broker or were reported by that party.

    The latest come first.
    """
    named, reported = {f"{party.role}__iexact": party.code}, {"recording__reporter__code__iexact": party.code}
    return shipments_of(party.shipper_id).filter(
        Q(**named) | Q(recording__reporter__kind=party.role, **reported), seller__source=KSN_SOURCE
    )


def references_of(party: ShippingSeen, *, limit: int) -> list[str]:
    """Return the first tracking numbers by which a party was seen, up to `limit`."""
    first = shipments_by(party).filter(recording=party.recording_id).order_by("id")
    return list(first.values_list("parcel__reference", flat=True)[:limit])
