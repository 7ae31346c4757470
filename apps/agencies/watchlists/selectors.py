"""Reads of watched goods: those in force, the parcels of a batch that name them, and sightings with their parcels."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.agencies.watchlists.models import (
    MAX_WATCH_DAYS,
    GoodsState,
    Result,
    SightedParcel,
    Sighting,
    SightingState,
    WatchedGoods,
)
from apps.agencies.watchlists.patterns import is_named, search_of
from apps.agencies.watchlists.states import GoodsFacts, SightingFacts
from apps.core import clock
from apps.ledger.batches import BatchFacts, batch_parcels
from apps.ledger.models import Parcel, Shipment
from apps.ledger.selectors import months_of
from apps.ledger.selectors.archives import months_require
from apps.ledger.vocabulary import ExamBasis
from apps.shippers.models import Shipper
from apps.shippers.selectors import conflicts_of

MAX_SHOWN = 20


def goods_in_force() -> list[WatchedGoods]:
    """Return the goods that are watched for now: until their last day, whenever the program gets to ending them."""
    watched = WatchedGoods.objects.filter(state=GoodsState.WATCHED, last_day__gte=clock.today())
    return list(watched.order_by("pk"))


def goods_facts(goods: WatchedGoods, actor: User | None) -> GoodsFacts:
    """Return the facts on which the actions of a person, or of the program, on watched goods depend now."""
    return GoodsFacts(
        actor_proposed=actor is not None and not is_second_person(actor, goods.added_by_id),
        is_over=goods.last_day is None or goods.last_day < clock.today(),
    )


def goods_proposed_by(goods_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who proposed each watch that waits for a second person."""
    waiting = WatchedGoods.objects.filter(pk__in=goods_ids, state=GoodsState.WAITING)
    return {pk: {by} for pk, by in waiting.values_list("pk", "added_by")}


def parcels_named(goods: Sequence[WatchedGoods], facts: BatchFacts) -> Mapping[int, list[int]]:
    """Return the parcels of the batch under way that name goods and were not sighted for them: ids by the id of the
    goods.

    The search keeps few of the reported facts, mostly none. For these it takes one query for their parcels as the batch
    leaves them, and a second one if a parcel names goods.
    """
    search = search_of([(row.codes, row.words) for row in goods])
    indexes = search.among((index, fact.content) for index, fact in facts)
    parcels = batch_parcels(indexes) if indexes else []
    named = {
        (row.pk, parcel.parcel_id)
        for parcel in parcels
        for row in goods
        if is_named(codes=row.codes, words=row.words, hs=parcel.hs, description=parcel.description)
    }
    found: dict[int, list[int]] = defaultdict(list)
    for goods_id, parcel_id in sorted(named - _sighted_before(named)):
        found[goods_id].append(parcel_id)
    return found


def _sighted_before(named: set[tuple[int, int]]) -> set[tuple[int, int]]:
    if not named:
        return set()
    goods, parcels = zip(*named, strict=True)
    sighted = SightedParcel.objects.filter(goods__in=set(goods), parcel__in=set(parcels))
    return set(sighted.values_list("goods", "parcel"))


@dataclass(frozen=True, slots=True)
class ParcelShown:
    """A parcel of a sighting, with the facts that were reported of it last."""

    parcel: Parcel
    goods: Shipment | None


def parcels_of(sighting: Sighting) -> QuerySet[SightedParcel]:
    """Return the parcels of a sighting, with the business that sent each."""
    return SightedParcel.objects.filter(sighting=sighting).select_related("parcel__seller__shipper")


def parcels_shown(sighted: Sequence[SightedParcel]) -> list[ParcelShown]:
    """Return sighted parcels with their present facts. Takes one query."""
    parcels = [row.parcel for row in sighted]
    entries = Shipment.objects.filter(
        id__in=[parcel.shipment_id for parcel in parcels], date__in={parcel.date for parcel in parcels}
    )
    present = {entry.id: entry for entry in entries}
    return [ParcelShown(parcel, present.get(parcel.shipment_id)) for parcel in parcels]


def sender_of(sighting: Sighting) -> Shipper | None:
    """Return the business that sent all parcels of a sighting; None if there are several senders, or none is known."""
    senders = SightedParcel.objects.filter(sighting=sighting).values_list("parcel__seller__shipper", flat=True)
    known = list(senders.distinct()[:2])
    return Shipper.objects.get(pk=known[0]) if len(known) == 1 and known[0] else None


def sightings_of(goods: WatchedGoods) -> QuerySet[Sighting]:
    """Return the sightings of goods, the latest first."""
    return Sighting.objects.filter(goods=goods).select_related("recording").order_by("-pk")


def sightings_of_parcel(parcel: Parcel) -> QuerySet[Sighting]:
    """Return the sightings of goods in a parcel, the latest first."""
    return Sighting.objects.filter(parcels__parcel=parcel).select_related("goods").order_by("-pk")


def sightings_counted(goods: WatchedGoods) -> dict[str, int]:
    """Count the sightings of goods: their `parcels`, those `open`, those `closed`, and in how many of these the goods
    were there (`confirmed`).
    """
    closed = Q(state=SightingState.CLOSED)
    return Sighting.objects.filter(goods=goods).aggregate(
        parcels=Sum("found", default=0),
        open=Count("pk", filter=~closed),
        closed=Count("pk", filter=closed),
        confirmed=Count("pk", filter=closed & Q(result=Result.GOODS)),
    )


@dataclass(frozen=True, slots=True)
class PersonalWatch:
    """A watch that has ended and that fell on one business, which sent most of the parcels that it sighted.

    `found`: the goods were there in one of the sightings at least.
    """

    goods: WatchedGoods
    shipper_id: int
    found: bool


def watches_ended(before: datetime) -> list[PersonalWatch]:
    """Return the watches that ended before a moment and fell on one business, in the order in which they were proposed.
    Two queries.
    """
    found = Exists(Sighting.objects.filter(goods=OuterRef("pk"), result=Result.GOODS))
    ended = WatchedGoods.objects.filter(ended_at__lt=before, confirmed_at__isnull=False).annotate(was_found=found)
    rows: list[Any] = list(ended.order_by("pk"))
    sighted = SightedParcel.objects.filter(goods__in=rows).order_by()
    counts: dict[int, Counter[int | None]] = defaultdict(Counter)
    for goods_id, shipper_id, number in sighted.values_list("goods", "parcel__seller__shipper").annotate(Count("pk")):
        counts[goods_id][shipper_id] += number
    most = {goods_id: of.most_common(1)[0] for goods_id, of in counts.items()}
    return [
        PersonalWatch(row, shipper_id, row.was_found)
        for row in rows
        for shipper_id, number in [most.get(row.pk, (None, 0))]
        if shipper_id is not None and 2 * number > counts[row.pk].total()
    ]


@dataclass(frozen=True, slots=True)
class OpenedByChoice:
    """How many of the parcels of a business in some months were opened since people chose them. `last` is the last day
    of these months.
    """

    first: date
    last: date
    parcels: int
    opened: int


def parcels_chosen(shipper_id: int) -> OpenedByChoice:
    """Count the parcels of a business that were opened since people chose them: by a watch, in a special operation, or
    for another agency.

    The year ends with the last month of which every watch has ended since, so that nobody learns of one that runs.
    Raises Archived if entries of these months may be in files.
    """
    after = clock.month_of(clock.add_days(clock.today(), -MAX_WATCH_DAYS))
    first, last = clock.add_months(after, -12), clock.add_days(after, -1)
    months_require(first, last)
    watched = SightedParcel.objects.filter(parcel=OuterRef("parcel"), goods__confirmed_at__isnull=False)
    opened = Shipment.objects.filter(
        Q(exam_basis__in=(ExamBasis.OPERATION, ExamBasis.REFERRAL)) | Q(Exists(watched), exam_basis=ExamBasis.RISK),
        seller__shipper=shipper_id,
        date__range=(first, last),
        id=F("parcel__shipment_id"),
        voided=False,
        evidence=True,
        examined=True,
    )
    months = months_of(shipper_id, first).filter(month__lt=after)
    return OpenedByChoice(first, last, sum(month["evidence"] for month in months), opened.count())


def facts_of(sighting_id: int, actor: User) -> SightingFacts:
    """Return the facts that decide whether a person may close a sighting now."""
    businesses = conflicts_of(actor)
    sent = SightedParcel.objects.filter(sighting=sighting_id, parcel__seller__shipper__in=businesses)
    return SightingFacts(actor_on_team=bool(businesses) and sent.exists())
