"""Members that held a tier from some day on, and their parcels, made for counting."""

from datetime import date, datetime, time

from apps.core import clock
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.models import Change, Standing
from tests.evaluation.ledger import parcels, report

__all__ = ["back", "enrolled", "hold", "noon", "others", "parcels", "report", "sent"]


def back(months: int, day: int = 1) -> date:
    """A day of the month that many months ago."""
    return clock.add_months(clock.today(), -months).replace(day=day)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.PROGRAM_ZONE)


def hold(shipper: Shipper, since: date, tier: int, status: str = "active", **more: bool) -> None:
    """Let a shipper's standing change on a day, as the program would have noted it."""
    fields = {"status": status, "tier": tier, "validated": False} | more
    Change.objects.create(shipper=shipper, at=noon(since), action="tests", **fields)
    Standing.objects.update_or_create(shipper=shipper, defaults=fields | {"since": noon(since)})


def enrolled(tier: int, since: date | None = None) -> Shipper:
    """A member that has held a tier since before all months that are looked at, unless told otherwise."""
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading", country="CN")
    hold(shipper, since or back(14, 10), tier)
    return shipper


def sent(shipper: Shipper, day: date, number: int, examined: int, **fields: object) -> list[str]:
    """So many parcels of a day, so many of them examined."""
    seen = parcels(shipper, day, examined, examined=True, exam_basis="random", **fields) if examined else []
    return [*seen, *parcels(shipper, day, number - examined)]


def others(months: int = 12, number: int = 200, examined: int = 20) -> None:
    """Parcels of a seller that is no member, in each of the last months: what is ordinary."""
    for month in range(1, months + 1):
        report(
            [
                {
                    "seller": "stranger",
                    "date": back(month, 5),
                    "reference": f"S{month}-{one}",
                    "examined": one < examined,
                }
                for one in range(number)
            ]
        )
