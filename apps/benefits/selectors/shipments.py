"""What was promised for one shipment on its day, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from apps.benefits.selectors.window import ORDINARY, exam_multiple
from apps.core import clock
from apps.core.errors import NotFound
from apps.ledger.models import Shipment
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Benefit
from apps.standing.models import Change
from apps.standing.selectors import benefits_promised


@dataclass(frozen=True, slots=True)
class ShipmentMeasure:
    """`status` and `tier` were held when the shipment's day began, None before its shipper was a member.

    `benefits` are those that the policy of that day promised, `hours` those from arrival to release where both are
    known. The exam's basis is the ledger's code, "" where none was told.
    """

    status: str | None
    tier: int | None
    benefits: Sequence[Benefit]
    examined: bool
    basis: str
    hours: float | None

    @property
    def multiple(self) -> float | None:
        """How often the shipper's parcels were to be examined, against the ordinary rate; None without a promise."""
        multiple = exam_multiple(self.benefits)
        return None if multiple == ORDINARY else multiple

    @property
    def front_of_line(self) -> bool:
        return any(benefit.code == "front_of_line" for benefit in self.benefits)


def measure_of_shipment(shipper_id: int, shipment: Shipment) -> ShipmentMeasure:
    """One shipment as it is known now. Two queries."""
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
