"""The exam rate promised to a shipper and the rate received, and the shippers whose promise was broken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db import connection

from apps.benefits.rules import PromiseVerdict, RealisedRate, two_sided_z
from apps.benefits.selectors.window import CountedMonth, Window
from apps.benefits.statements import MONTHS_OF, SUSPECTS
from apps.core import clock
from apps.ledger.selectors import ShipmentFilter, identities_of, shipments_edges, shipments_found
from apps.standing.states import MEMBER

# The number of latest shipments from which the hours to release are computed.
LATEST_SHIPMENTS = 1_000
# The statement only leaves out shippers that are far from a breach: rounding must not lose one at the bound.
Z_SLACK = 0.999


@dataclass(frozen=True, slots=True)
class ShipperMonth:
    """A month of a shipper. `tier` is the tier held then; None where the shipper was not a member.

    `examined` leaves out the parcels that an agency opened at random: `drawn` counts these.
    `turned`: the tier or the membership changed during the month. `changed`: the policy changed the promise to the
    tier during the month. A month with either does not count.
    """

    month: date
    tier: int | None
    parcels: int
    examined: int
    drawn: int
    turned: bool
    changed: bool
    realised: RealisedRate

    @property
    def counts(self) -> bool:
        return self.realised.owed and not (self.turned or self.changed)


@dataclass(frozen=True, slots=True)
class ShipperMeasure:
    """The months of a shipper in the window, the oldest first, and the exam rate of the months that count together.

    Where nothing was promised in any month, `realised` has the rate without a verdict.
    """

    shipper_id: int
    months: Sequence[ShipperMonth]
    realised: RealisedRate

    @property
    def drawn(self) -> int:
        """Count the parcels opened at random, which no promise is about."""
        return sum(month.drawn for month in self.months)

    @property
    def counted(self) -> Sequence[ShipperMonth]:
        """Return the months that count for a promise."""
        return [month for month in self.months if month.counts]


@dataclass(frozen=True, slots=True)
class ReleaseHours:
    """The median hours from arrival to release, and the number of shipments of which both times are known.

    A median is None where no such shipment is known. `examined` and `median_examined` are of the examined ones alone.
    """

    shipments: int
    median: float | None
    examined: int
    median_examined: float | None


def measure_of(shipper_id: int, window: Window) -> ShipperMeasure:
    """Return the exam rate of a shipper over the window. Makes one query."""
    (measure,) = measures_of([shipper_id], window)
    return measure


def measures_of(shipper_ids: Collection[int], window: Window) -> list[ShipperMeasure]:
    """Return the exam rates of several shippers, in the order of their ids. Makes one query."""
    months = _months(shipper_ids, window)
    return [
        ShipperMeasure(shipper_id, months[shipper_id], window.realised_rate(_counted_months(months[shipper_id])))
        for shipper_id in shipper_ids
    ]


def shippers_in_breach(window: Window) -> list[ShipperMeasure]:
    """Return the members whose promise was broken.

    Makes two queries: one over all members, and one over the few that may have a breach.
    """
    suspects = _suspects(window)
    return [one for one in measures_of(suspects, window) if one.realised.verdict == PromiseVerdict.BROKEN]


def hours_to_release(shipper_id: int, since: date) -> ReleaseHours:
    """Return the hours to release of the latest shipments since a day, at most `LATEST_SHIPMENTS` of them.

    Makes three queries, each of bounded work.
    """
    identities = identities_of(shipper_id)
    edges = shipments_edges(identities, ShipmentFilter(since=since), depths=[LATEST_SHIPMENTS], newest_first=True)
    # No edge: nobody reported a shipment. An edge of None: the whole period has fewer shipments than the limit.
    latest = shipments_found(identities, ShipmentFilter(since=(edges[0] if edges else None) or since)).order_by(
        "-date", "-id"
    )
    rows = latest.values_list("examined", "arrived_at", "released_at")[:LATEST_SHIPMENTS]
    taken = [
        (examined, (released - arrived).total_seconds() / 3600)
        for examined, arrived, released in rows
        if arrived and released and released >= arrived
    ]
    slow = [hours for examined, hours in taken if examined]
    return ReleaseHours(
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
        cursor.execute(MONTHS_OF, _window_parameters(window) | {"shippers": list(shipper_ids)})
        for shipper_id, month, tier, parcels, examined, drawn, turned in cursor.fetchall():
            counted = CountedMonth(month, tier, int(parcels), int(examined))
            changed = not turned and window.multiples.get((month, tier)) is None
            alone = window.realised_rate([] if turned or changed else [counted])
            found[shipper_id].append(
                ShipperMonth(month, tier, counted.parcels, counted.examined, int(drawn), turned, changed, alone)
            )
    return found


def _counted_months(months: Sequence[ShipperMonth]) -> list[CountedMonth]:
    """Return the months that count for a promise; if nothing was promised in any, all months without a change."""
    steady = [month for month in months if not (month.turned or month.changed)]
    counting = [month for month in steady if month.counts] or steady
    return [CountedMonth(month.month, month.tier, month.parcels, month.examined) for month in counting]


def _suspects(window: Window) -> list[int]:
    promises = [(month, tier) for month, tier in window.multiples if window.promises(month, tier)]
    if not promises:
        return []
    others = {month: window.ordinary([month]) for month in window.months}
    parameters = _window_parameters(window) | {
        "months": [month for month, _tier in promises],
        "tiers": [tier for _month, tier in promises],
        "multiples": [window.multiples[key] for key in promises],
        "parcels": [others[month][0] for month, _tier in promises],
        "examined": [others[month][1] for month, _tier in promises],
        "least": window.terms.realised.least_parcels,
        "z": two_sided_z(window.terms.realised.confidence) * Z_SLACK,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, parameters)
        return [shipper_id for (shipper_id,) in cursor.fetchall()]


def _window_parameters(window: Window) -> dict[str, Any]:
    return {"first": window.months[0], "last": window.months[-1], **statement_parameters()}


def statement_parameters() -> dict[str, Any]:
    """Return the parameters of every statement: the statuses of members, and the time zone in which days begin."""
    return {"member": sorted(MEMBER), "zone": clock.PROGRAM_ZONE.key}
