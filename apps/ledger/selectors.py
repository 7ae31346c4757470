"""Reads of the ledger: a shipper's history through all identities that are linked to it."""

from datetime import date

from django.db.models import F, QuerySet, Sum

from apps.ledger.models import Recording, Shipment, Tally, Violation


def recordings_brought_by(reporter_id: int) -> QuerySet[Recording]:
    """What a reporter brought or took back itself: not what officers determined of its cases, which is theirs."""
    return (
        Recording.objects.filter(reporter=reporter_id)
        .exclude(kind=Recording.Kind.DESK)
        .exclude(reverses__kind=Recording.Kind.DESK)
    )


def shipments_of(shipper_id: int) -> QuerySet[Shipment]:
    """The present entry of each parcel of a shipper, the latest first. Filter by `date`: the table is partitioned."""
    return (
        Shipment.objects.filter(seller__shipper=shipper_id, id=F("parcel__shipment_id"), voided=False)
        .select_related("parcel", "seller")
        .order_by("-date", "-id")
    )


def violations_of(shipper_id: int) -> QuerySet[Violation]:
    """The present entry of each violation of a shipper, the latest first."""
    return (
        Violation.objects.filter(seller__shipper=shipper_id, pk=F("case__violation_id"), voided=False)
        .select_related("case", "seller", "parcel")
        .order_by("-date", "-pk")
    )


def months_of(shipper_id: int, since: date) -> QuerySet[Tally, dict[str, int | date]]:
    """A shipper's months from that of `since` on, oldest first: counts over all currencies (values can't be added)."""
    return (
        Tally.objects.filter(seller__shipper=shipper_id, month__gte=since.replace(day=1))
        .order_by("month")
        .values("month")
        .annotate(
            shipments=Sum("shipments"),
            evidence=Sum("evidence"),
            examined=Sum("examined"),
            discrepant=Sum("discrepant"),
        )
    )
