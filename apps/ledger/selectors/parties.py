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
    """Who was seen shipping under the numbers of shippers. Each is `listed` or not, by the profile as it is now, and
    has the `name` under which it reports, or else its code.

    A carrier may be its own broker, so it is listed as either. Warehouses don't ship.
    """
    names = Reporter.objects.filter(code__iexact=OuterRef("code")).exclude(name="").order_by("pk").values("name")[:1]
    parties = ShippingParty.objects.filter(
        Q(code__iexact=OuterRef("code")) | Q(name__iexact=OuterRef("code")) | Q(name__iexact=OuterRef("name")),
        shipper=OuterRef("shipper"),
        kind__in=[ShippingParty.Kind.CARRIER, ShippingParty.Kind.BROKER],
    )
    return ShippingSeen.objects.annotate(name=Coalesce(Subquery(names), F("code"))).annotate(listed=Exists(parties))


def parties_unlisted(shipper_id: int | OuterRef) -> QuerySet[ShippingSeen]:
    """Who ships under the number of this shipper, is not listed, and of whom the shipper has said nothing yet."""
    return parties_seen().filter(shipper=shipper_id, listed=False, answer="")


def shipments_by(party: ShippingSeen) -> QuerySet[Shipment]:
    """What stands in the record of the shipper, under its number, by that carrier or broker: named so, or reported by
    it. The latest first.
    """
    named, reported = {f"{party.role}__iexact": party.code}, {"recording__reporter__code__iexact": party.code}
    return shipments_of(party.shipper_id).filter(
        Q(**named) | Q(recording__reporter__kind=party.role, **reported), seller__source=KSN_SOURCE
    )


def references_of(party: ShippingSeen, *, most: int) -> list[str]:
    """The first tracking numbers by which somebody was seen."""
    first = shipments_by(party).filter(recording=party.recording_id).order_by("id")
    return list(first.values_list("parcel__reference", flat=True)[:most])
