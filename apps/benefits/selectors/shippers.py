"""What one shipper was promised, and what it received; and who received less than promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Count, F

from apps.benefits.rules import Realised, Verdict, z_of
from apps.benefits.selectors.window import Counted, Window
from apps.benefits.statements import MONTHS_OF, SUSPECTS
from apps.core import clock
from apps.ledger.models import Shipment
from apps.ledger.selectors import ShipmentFilter, identities_of, shipments_edges, shipments_found
from apps.ledger.vocabulary import ExamBasis
from apps.standing.states import MEMBER

# How many of the latest shipments are looked at for the hours to release.
LATEST = 1_000
# The verdict is given by the rule; the database only leaves out who is far from a breach.
SLACK = 0.999


@dataclass(frozen=True, slots=True)
class ShipperMonth:
    """A month of a shipper, with the tier that it held then; None for a month in which it was no member.

    `turned`: what it held changed during the month. `changed`: what is promised to that tier did. Neither counts.
    """

    month: date
    tier: int | None
    parcels: int
    examined: int
    turned: bool
    changed: bool
    realised: Realised

    @property
    def counts(self) -> bool:
        return self.realised.verdict is not None and not (self.turned or self.changed)


@dataclass(frozen=True, slots=True)
class ShipperMeasure:
    """A shipper's months of the window, the oldest first, and what those say together that count for a promise.

    Where nothing was promised in any of them, `realised` has no verdict, and says how often parcels were examined.

    `requested` exams were asked for by the seller and are taken off, since they are no breach. They are counted only
    where there would be a breach otherwise.
    """

    shipper_id: int
    months: Sequence[ShipperMonth]
    realised: Realised
    requested: int

    @property
    def counted(self) -> Sequence[ShipperMonth]:
        return [month for month in self.months if month.counts]


@dataclass(frozen=True, slots=True)
class Hours:
    """Median hours from arrival to release, of so many shipments of which both are known; None where there is none."""

    shipments: int
    median: float | None
    examined: int
    median_examined: float | None


def measure_of(shipper_id: int, window: Window) -> ShipperMeasure:
    """One shipper over the window: one query, and another where it would be told that a promise was broken."""
    (measure,) = measures_of([shipper_id], window)
    return measure


def measures_of(shipper_ids: Collection[int], window: Window) -> list[ShipperMeasure]:
    """The same of several shippers, in the order given, by as many queries."""
    months = _months(shipper_ids, window)
    first = {shipper_id: window.realised(_counted(months[shipper_id])) for shipper_id in shipper_ids}
    broken = [shipper_id for shipper_id, one in first.items() if one.verdict == Verdict.BROKEN]
    requested = _requested(broken, months)
    return [
        ShipperMeasure(
            shipper_id,
            months[shipper_id],
            window.realised(_counted(months[shipper_id]), less=requested.get(shipper_id, 0)),
            requested.get(shipper_id, 0),
        )
        for shipper_id in shipper_ids
    ]


def shippers_in_breach(window: Window) -> list[ShipperMeasure]:
    """The members to whom a promise was broken. Three queries: one looks through all, the others at those few."""
    suspects = _suspects(window)
    return [one for one in measures_of(suspects, window) if one.realised.verdict == Verdict.BROKEN]


def hours_to_release(shipper_id: int, since: date) -> Hours:
    """How long the latest shipments since a day took, up to `LATEST` of them. Three queries of bounded work."""
    identities = identities_of(shipper_id)
    edges = shipments_edges(identities, ShipmentFilter(since=since), depths=[LATEST], newest_first=True)
    # There is no edge where nobody reports anything, and an empty one where the whole period is short enough.
    latest = shipments_found(identities, ShipmentFilter(since=(edges[0] if edges else None) or since)).order_by(
        "-date", "-id"
    )
    rows = latest.values_list("examined", "arrived_at", "released_at")[:LATEST]
    taken = [
        (examined, (released - arrived).total_seconds() / 3600)
        for examined, arrived, released in rows
        if arrived and released and released >= arrived
    ]
    slow = [hours for examined, hours in taken if examined]
    return Hours(
        shipments=len(taken),
        median=median(hours for _examined, hours in taken) if taken else None,
        examined=len(slow),
        median_examined=median(slow) if slow else None,
    )


def _months(shipper_ids: Collection[int], window: Window) -> dict[int, list[ShipperMonth]]:
    found: dict[int, list[ShipperMonth]] = {shipper_id: [] for shipper_id in shipper_ids}
    if not window.months or not shipper_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_OF, _span(window) | {"shippers": list(shipper_ids)})
        for shipper_id, month, tier, parcels, examined, turned in cursor.fetchall():
            counted = Counted(month, tier, int(parcels), int(examined))
            changed = not turned and window.multiples.get((month, tier)) is None
            alone = window.realised([] if turned or changed else [counted])
            found[shipper_id].append(
                ShipperMonth(month, tier, counted.parcels, counted.examined, turned, changed, alone)
            )
    return found


def _counted(months: Sequence[ShipperMonth]) -> list[Counted]:
    """What counts for a promise; where nothing was promised in any month, what was held without a turn."""
    steady = [month for month in months if not (month.turned or month.changed)]
    counting = [month for month in steady if month.counts] or steady
    return [Counted(month.month, month.tier, month.parcels, month.examined) for month in counting]


def _requested(shipper_ids: Sequence[int], months: dict[int, list[ShipperMonth]]) -> dict[int, int]:
    """How many exams in the months that count were asked for by the seller itself."""
    if not shipper_ids:
        return {}
    counting = {(shipper_id, month.month) for shipper_id in shipper_ids for month in months[shipper_id] if month.counts}
    days = [month for _shipper, month in counting]
    rows = (
        Shipment.objects.filter(
            seller__shipper__in=shipper_ids,
            date__gte=min(days),
            date__lt=clock.add_months(max(days), 1),
            exam_basis=ExamBasis.REQUESTED,
            examined=True,
            evidence=True,
            voided=False,
            id=F("parcel__shipment_id"),
        )
        .values_list("seller__shipper", "date")
        .annotate(count=Count("id"))
        .order_by()
    )
    totals: dict[int, int] = {}
    for shipper_id, day, count in rows:
        if (shipper_id, clock.month_of(day)) in counting:
            totals[shipper_id] = totals.get(shipper_id, 0) + count
    return totals


def _suspects(window: Window) -> list[int]:
    promises = [(month, tier) for month, tier in window.multiples if window.promises(month, tier)]
    if not promises:
        return []
    others = {month: window.ordinary([month]) for month in window.months}
    about = _span(window) | {
        "months": [month for month, _tier in promises],
        "tiers": [tier for _month, tier in promises],
        "multiples": [window.multiples[key] for key in promises],
        "parcels": [others[month][0] for month, _tier in promises],
        "examined": [others[month][1] for month, _tier in promises],
        "least": window.terms.realised.least_parcels,
        "z": z_of(window.terms.realised.confidence) * SLACK,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, about)
        return [shipper_id for (shipper_id,) in cursor.fetchall()]


def _span(window: Window) -> dict[str, Any]:
    """What every statement over a window is told."""
    return {"first": window.months[0], "last": window.months[-1], **common()}


def common() -> dict[str, Any]:
    """Who is a member, and where days begin."""
    return {"member": sorted(MEMBER), "zone": clock.PROGRAM_ZONE.key}
