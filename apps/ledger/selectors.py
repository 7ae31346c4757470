"""Reads of the ledger: a shipper's history through all identities that are linked to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.errors import NotFound
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import (
    GroundsFile,
    Parcel,
    Recording,
    Reporter,
    Seller,
    SellerUpload,
    Service,
    Shipment,
    ShippingSeen,
    Tally,
    Violation,
)
from apps.ledger.states import NOBODY_TO_SERVE, Facts
from apps.ledger.vocabulary import RECORDED_BASIS, Determination, Severity, severity_of
from apps.shippers.models import ShippingParty
from apps.shippers.zones import zone_of

_WITHHELD = Q(determination=Determination.ALLEGED, case__service__served_at=None)


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


def violations_told(shipper_id: int) -> QuerySet[Violation]:
    """The same, as far as the business may know of them: not what a supervisor lets be served later."""
    return violations_of(shipper_id).exclude(_WITHHELD, case__service__delayed_until__gt=clock.now())


def cases_withheld(shipper_id: int) -> QuerySet[Service, int]:
    """The cases that the business may not know of yet."""
    waiting = Service.objects.filter(shipper=shipper_id, served_at=None, delayed_until__gt=clock.now())
    return waiting.values_list("case", flat=True)


def cases_of_seller(seller_id: int) -> list[int]:
    """The cases in which something is alleged of an identity now."""
    return list(_alleged().filter(seller=seller_id).values_list("case", flat=True))


def cases_unserved(shipper_id: int) -> list[int]:
    """The cases in which something is alleged of a business that was not served on it."""
    return list(
        _alleged().filter(seller__shipper=shipper_id, case__service__answer_by=None).values_list("case", flat=True)
    )


def cases_reversed(reversal_id: int, shipper_id: int) -> list[int]:
    """The cases of a business that a reversal touched."""
    entries = Violation.objects.filter(recording=reversal_id, seller__shipper=shipper_id)
    return list(entries.values_list("case", flat=True))


def _alleged() -> QuerySet[Violation]:
    return Violation.objects.filter(pk=F("case__violation_id"), voided=False, determination=Determination.ALLEGED)


def service_of(case_id: int) -> Service | None:
    """How a violation was served, if it was or is to be."""
    return Service.objects.filter(case=case_id).select_related("shipper", "delayed_by", "recorded_by").first()


def is_grave(violation: Violation) -> bool:
    """Whether it is critical and rests on a recorded basis: sustained, it suspends at once."""
    severity = severity_of(violation.category, violation.culpability)
    return severity == Severity.CRITICAL and violation.basis in RECORDED_BASIS


def facts_of(violation: Violation, service: Service | None, shipper_id: int | None, *, is_authority: bool) -> Facts:
    """What it depends on whether an allegation of that content against that business may be determined now.

    `is_authority`: it would be by the word of an officer, or of an agency that determines such violations.
    """
    at_once = is_authority and is_grave(violation)
    if shipper_id is None:
        return NOBODY_TO_SERVE
    if service is None or service.shipper_id != shipper_id:
        return Facts(has_business=True, at_once=at_once)
    now, limit = clock.now(), service.answer_by
    return Facts(
        has_business=True,
        at_once=at_once,
        served=limit is not None,
        delayed_until=service.delayed_until if service.waits(now) else None,
        answer_by=limit and day_there(limit, zone_of(service.shipper)),
        time_is_over=limit is not None and limit < now,
        answered=service.answered_at is not None,
        heard=service.heard_at is not None,
    )


def violation_present(violation_id: int) -> Violation | None:
    """The present entry of the case of which this is an entry, be it present or not; None where there is no such."""
    return (
        Violation.objects.filter(case__revisions=violation_id, pk=F("case__violation_id"))
        .select_related("case__reporter", "seller__shipper", "parcel__seller")
        .first()
    )


def violations_with(parcel_id: int) -> QuerySet[Violation]:
    """The present entry of each violation that names a parcel."""
    present = Violation.objects.filter(parcel=parcel_id, pk=F("case__violation_id"), voided=False)
    return present.order_by("pk")


def entries_of_case(case_id: int) -> QuerySet[Violation]:
    """All entries of a case, the latest first: each with who recorded it and, where an officer did, why."""
    return (
        Violation.objects.filter(case=case_id)
        .select_related("recording__reporter", "recording__actor", "seller", "grounds")
        .prefetch_related("grounds__files")
        .order_by("-revision")
    )


def grounds_file_for(user: User, file_id: int) -> GroundsFile:
    """Evidence that an officer put to a case, for staff alone; raises NotFound."""
    files = GroundsFile.objects.select_related("grounds__violation__seller").filter(pk=file_id)
    file = files.first() if "read_everything" in held(user) else None
    if file is None:
        raise NotFound(_("There is no such file."))
    return file


def months_of(shipper_id: int, since: date) -> QuerySet[Tally, dict[str, Any]]:
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


def identities_of(shipper_id: int) -> list[Seller]:
    """The identities under which facts about a shipper are reported."""
    return list(Seller.objects.filter(shipper=shipper_id).order_by("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFilter:
    """Which of a shipper's shipments are wanted; what is None or "" is not asked. Both days belong to the period."""

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
        """Whether tallies count these: whole months, and nothing else asked."""
        others = (self.disposition, self.examined, self.exam_result, self.origin, self.carrier, self.text, self.parcels)
        begins = self.since is None or self.since.day == 1
        ends = self.until is None or clock.add_days(self.until, 1).day == 1
        return begins and ends and all(asked in (None, "", ()) for asked in others)


def shipments_found(identities: Sequence[Seller], wanted: ShipmentFilter) -> QuerySet[Shipment]:
    """The present entry of each parcel of these identities that is wanted, in no order.

    `amount` is the value with nothing in the place of what was not given, to be sorted by.
    """
    asked = {
        "date__gte": wanted.since,
        "date__lte": wanted.until,
        "disposition": wanted.disposition,
        "examined": wanted.examined,
        "exam_result": wanted.exam_result,
        "origin": wanted.origin,
        "carrier__iexact": wanted.carrier,
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
        found = found.filter(Q(parcel__reference__istartswith=wanted.text) | Q(description__icontains=wanted.text))
    return found.select_related("parcel", "seller").annotate(amount=Coalesce("value", Decimal(0)))


def shipments_tallied(identities: Sequence[Seller], wanted: ShipmentFilter) -> int:
    """How many shipments these are, told by the tallies alone. Ask only where `wanted.is_tallied`."""
    tallies = Tally.objects.filter(seller__in=identities)
    if wanted.since:
        tallies = tallies.filter(month__gte=wanted.since)
    if wanted.until:
        tallies = tallies.filter(month__lte=wanted.until)
    return tallies.aggregate(sum=Coalesce(Sum("shipments"), 0))["sum"]


def shipments_edges(
    identities: Sequence[Seller], wanted: ShipmentFilter, *, depths: Sequence[int], newest_first: bool
) -> list[date | None]:
    """How far one can look from one end of the wanted period, for each depth: without passing so many entries of any
    identity. None where the whole period has no more than that. The day itself may be looked through too.
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


def parcels_numbered(identities: Sequence[Seller], number: str) -> list[int]:
    """The parcels of these identities of exactly that tracking number, as it is or in capitals."""
    parcels = Parcel.objects.filter(reference__in={number, number.upper()}, seller__in=identities, voided=False)
    return list(parcels.values_list("pk", flat=True))


def parcel_for(shipper_id: int, parcel_id: int) -> Parcel:
    """One parcel of a shipper, also one that was taken back; raises NotFound for any other."""
    parcel = (
        Parcel.objects.select_related("seller", "reporter").filter(pk=parcel_id, seller__shipper=shipper_id).first()
    )
    if parcel is None:
        raise NotFound(_("There is no such shipment on your list."))
    return parcel


def revisions_of(parcel: Parcel) -> list[Shipment]:
    """What was known of a parcel, the first first, as far as it was reported as its present shipper's."""
    return list(
        Shipment.objects.filter(parcel=parcel, seller__shipper=parcel.seller.shipper_id)
        .select_related("recording__reporter", "seller")
        .order_by("revision")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationFilter:
    """Which of a shipper's violations are wanted; what is None or "" is not asked."""

    since: date | None = None
    until: date | None = None
    category: str = ""
    determination: str = ""
    text: str = ""


def violations_found(shipper_id: int, wanted: ViolationFilter) -> QuerySet[Violation]:
    """The present entry of each violation of a shipper that is wanted and that it may know of, in no order."""
    asked = {
        "date__gte": wanted.since,
        "date__lte": wanted.until,
        "category": wanted.category,
        "determination": wanted.determination,
    }
    found = violations_told(shipper_id).filter(**{name: value for name, value in asked.items() if value})
    if wanted.text:
        found = found.filter(
            Q(case__reference__istartswith=wanted.text) | Q(parcel__reference__istartswith=wanted.text)
        )
    return found.order_by()


def uploads_of(shipper_id: int) -> QuerySet[SellerUpload]:
    """The files of shipments that a business brought, the latest first."""
    return (
        SellerUpload.objects.filter(shipper=shipper_id)
        .select_related("shipper", "job", "recording__reporter", "recording__reversed_by", "uploaded_by")
        .order_by("-pk")
    )


def upload_for(shipper_id: int, upload_id: int) -> SellerUpload:
    """One of the files that a business brought; raises NotFound for any other."""
    upload = uploads_of(shipper_id).filter(pk=upload_id).first()
    if upload is None:
        raise NotFound(_("There is no such file on your list."))
    return upload


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
