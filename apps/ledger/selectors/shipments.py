"""The shipments of a shipper, through all identities that are linked to the shipper."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.rows import row_get
from apps.ledger.models import Parcel, Seller, Shipment, Tally
from apps.ledger.selectors.archives import entries_complete


def shipments_of(shipper_id: int) -> QuerySet[Shipment]:
    """Return the present entry of each parcel of a shipper, the latest first.

    Filter by `date` wherever possible: the table is partitioned by it.
    """
    return (
        Shipment.objects.filter(seller__shipper=shipper_id, id=F("parcel__shipment_id"), voided=False)
        .select_related("parcel", "seller")
        .order_by("-date", "-id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFilter:
    """The choice of shipments of a shipper. A field that is None or "" filters nothing; both days are included."""

    since: date | None = None
    until: date | None = None
    disposition: str = ""
    examined: bool | None = None
    exam_result: str = ""
    origin: str = ""
    carrier: str = ""
    text: str = ""
    parcels: tuple[int, ...] = ()

    @property
    def is_tallied(self) -> bool:
        """Whether the tallies can count the wanted shipments: whole months, without any other filter."""
        others = (self.disposition, self.examined, self.exam_result, self.origin, self.carrier, self.text, self.parcels)
        begins = self.since is None or self.since.day == 1
        ends = self.until is None or clock.add_days(self.until, 1).day == 1
        return begins and ends and all(asked in (None, "", ()) for asked in others)


def shipments_found(identities: Sequence[Seller], wanted: ShipmentFilter) -> QuerySet[Shipment]:
    """Return the present entry of each wanted parcel of these identities, without an order.

    Each has `amount` to sort by: the value, or 0 where no value was given.
    """
    asked = {
        "date__gte": wanted.since,
        "date__lte": wanted.until,
        "disposition": wanted.disposition,
        "examined": wanted.examined,
        "exam_result": wanted.exam_result,
        "origin": wanted.origin,
        "carrier": wanted.carrier,
    }
    found = Shipment.objects.filter(
        # Their ids, not a join: with one identity the index then gives the rows in the order of their dates.
        seller__in=identities,
        id=F("parcel__shipment_id"),
        voided=False,
        **{name: value for name, value in asked.items() if value not in (None, "")},
    )
    if wanted.parcels:
        found = found.filter(parcel__in=wanted.parcels)
    if wanted.text:
        # No index: one on each part of each number would slow every recording by more than a search gains (ADR 0076).
        found = found.filter(
            Q(parcel__reference__icontains=wanted.text)
            | Q(parcel__reference__icontains=bare_number(wanted.text))
            | Q(description__icontains=wanted.text)
        )
    return found.select_related("parcel", "seller").annotate(amount=Coalesce("value", Decimal(0)))


def shipments_tallied(identities: Sequence[Seller], wanted: ShipmentFilter, *, without: Sequence[date] = ()) -> int:
    """Count the wanted shipments by the tallies alone, without some months: no list has archived ones.

    Call this only where `wanted.is_tallied`.
    """
    tallies = Tally.objects.filter(seller__in=identities).exclude(month__in=without)
    if wanted.since:
        tallies = tallies.filter(month__gte=wanted.since)
    if wanted.until:
        tallies = tallies.filter(month__lte=wanted.until)
    return tallies.aggregate(sum=Coalesce(Sum("shipments"), 0))["sum"]


def parcels_since(shipper_ids: Sequence[int], month: date) -> dict[int, int]:
    """Count the parcels of each of some shippers from a month on, by the tallies."""
    tallies = Tally.objects.filter(seller__shipper__in=shipper_ids, month__gte=month)
    return dict(tallies.values_list("seller__shipper").annotate(sum=Sum("shipments")))


def shipments_edges(
    identities: Sequence[Seller], wanted: ShipmentFilter, *, depths: Sequence[int], newest_first: bool
) -> list[date | None]:
    """Return, for each depth, the day up to which each identity has no more entries in the wanted period than the
    depth.

    Days are counted from the end given by `newest_first`. A day of None stands for the whole period.
    """
    entries = Shipment.objects.filter(seller=OuterRef("pk")).order_by("-date" if newest_first else "date")
    if wanted.since:
        entries = entries.filter(date__gte=wanted.since)
    if wanted.until:
        entries = entries.filter(date__lte=wanted.until)
    days = [Subquery(entries.values("date")[depth : depth + 1]) for depth in depths]
    found = Seller.objects.filter(pk__in=[identity.pk for identity in identities]).values_list(*days)
    nearest = max if newest_first else min
    return [nearest((day for day in each if day), default=None) for each in zip(*found, strict=True)]


def bare_number(text: str) -> str:
    """Return a text without the blanks and hyphens by which labels divide a number, or as it is if it has no digit."""
    return re.sub(r"[\s-]", "", text) if any(sign.isdigit() for sign in text) else text


def numbers_meant(typed: str) -> set[str]:
    """Return the tracking numbers that a typed one may mean: as typed, in capitals, and without its blanks."""
    number = typed.strip()
    return {number, number.upper(), bare_number(number).upper()}


def parcels_with_number(identities: Sequence[Seller], number: str) -> list[int]:
    """Return the parcels of these identities with a tracking number, in one of the forms in which it is written."""
    parcels = Parcel.objects.filter(reference__in=numbers_meant(number), seller__in=identities, voided=False)
    return list(parcels.values_list("pk", flat=True))


def parcels_with(*, sellers: Collection[int] | None, day: date | None, most: int) -> QuerySet:
    """Return the ids of at most so many parcels of these identities and this day, where each is asked for.

    They are the latest, except those of several identities or of a day alone: each index gives the parcels of one
    identity in the order of their days, and nothing gives a day's in an order.
    """
    if sellers is None and day is None:
        return Parcel.objects.order_by("-pk").values("pk")[:most]
    found = Shipment.objects.filter(id=F("parcel__shipment_id"))
    if day:
        found = found.filter(date=day)
    if sellers is not None:
        found = found.filter(seller__in=sellers)
        if len(sellers) == 1:
            found = found.order_by("-date", "-id")
    return found.values("parcel")[:most]


def parcel_for(shipper_id: int, parcel_id: int) -> Parcel:
    """Return a parcel of a shipper, void ones included; raise NotFound for any other."""
    return row_get(
        Parcel.objects.select_related("seller", "reporter"),
        _("There is no such shipment on your list."),
        pk=parcel_id,
        seller__shipper=shipper_id,
    )


def revisions_of(parcel: Parcel) -> list[Shipment]:
    """Return the entries of a parcel that name its present shipper, the oldest first."""
    return list(
        Shipment.objects.filter(parcel=parcel, seller__shipper=parcel.seller.shipper_id)
        .select_related("recording__reporter", "seller")
        .order_by("revision")
    )


def revisions_complete(parcel: Parcel) -> list[Shipment]:
    """Return the entries of a parcel as `revisions_of`. Raises Archived if entries of the parcel are in files."""
    entries_complete([parcel], list(reports_of_parcel(parcel)))
    return revisions_of(parcel)


def reports_of_parcel(parcel: Parcel) -> QuerySet[Shipment]:
    """Return all entries of a parcel, whoever sent it, the latest first."""
    entries = Shipment.objects.filter(parcel=parcel).select_related("recording__reporter", "seller__shipper")
    return entries.order_by("-revision")


def reports_of_number(issuer: str, reference: str) -> list[Shipment]:
    """Return all entries of the parcels with a number, which a carrier may have used again, the oldest first.

    Raises Archived if some of the entries are in files.
    """
    parcels = list(Parcel.objects.filter(issuer=issuer, reference=reference))
    entries = list(Shipment.objects.filter(parcel__in=parcels).order_by("parcel__reuse", "revision"))
    entries_complete(parcels, entries)
    return entries


def months_of(shipper_id: int, since: date) -> QuerySet[Tally, dict[str, Any]]:
    """Return the counts of a shipper by month, from the month of `since` on, the oldest first, over all currencies."""
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
