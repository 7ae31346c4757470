"""The benefits promised for one shipment on its day, and its exam and time to release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from apps.benefits.selectors.window import ORDINARY_MULTIPLE, exam_multiple
from apps.core import clock
from apps.core.errors import NotFound
from apps.ledger.models import Shipment
from apps.policy.benefits import Benefit
from apps.policy.selectors import policy_on, terms_of
from apps.standing.models import Change
from apps.standing.selectors import benefits_promised


@dataclass(frozen=True, slots=True)
class ShipmentMeasure:
    """The benefits promised for a shipment, and what it received.

    `status` and `tier` are those of the shipper at the beginning of the shipment's day; None before it was a member.
    `benefits` come from the policy in force on that day. `basis` is the ledger's code for why the parcel was examined,
    "" where it was not or nobody told. `hours` are those from arrival to release; None where either is unknown.
    """

    status: str | None
    tier: int | None
    benefits: Sequence[Benefit]
    examined: bool
    basis: str
    hours: float | None

    @property
    def multiple(self) -> float | None:
        """Return the promised exam rate as a multiple of the ordinary rate; None if nothing was promised."""
        multiple = exam_multiple(self.benefits)
        return None if multiple == ORDINARY_MULTIPLE else multiple

    @property
    def front_of_line(self) -> bool:
        return any(benefit.code == "front_of_line" for benefit in self.benefits)


def measure_of_shipment(shipper_id: int, shipment: Shipment) -> ShipmentMeasure:
    """Return the promised and received benefits of a shipment, as the ledger knows it now. Makes two queries."""
    began = datetime.combine(shipment.date, time.min, clock.PROGRAM_ZONE)
    held = Change.objects.filter(shipper=shipper_id, at__lte=began).order_by("-pk").first()
    return ShipmentMeasure(
        status=held.status if held else None,
        tier=held.tier if held else None,
        benefits=_benefits(shipment, held) if held else (),
        examined=shipment.examined,
        basis=shipment.exam_basis if shipment.examined else "",
        hours=_hours(shipment),
    )


def _benefits(shipment: Shipment, held: Change) -> Sequence[Benefit]:
    try:
        terms = terms_of(policy_on(shipment.date))
    except NotFound:
        return ()
    return benefits_promised(terms, status=held.status, tier=held.tier, examine_all=held.examine_all)


def _hours(shipment: Shipment) -> float | None:
    if not (shipment.arrived_at and shipment.released_at) or shipment.released_at < shipment.arrived_at:
        return None
    return (shipment.released_at - shipment.arrived_at).total_seconds() / 3600
