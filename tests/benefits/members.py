"""Members that hold a tier from some day on, and parcels of members and others."""

from datetime import date, datetime, time

from apps.core import clock
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.models import Change, Standing
from tests.evaluation.ledger import parcels, report

__all__ = ["months_back", "noon", "others_send", "parcels", "parcels_send", "report", "standing_set", "tier_member"]


def months_back(months: int, day: int = 1) -> date:
    """Return a day of the month so many months ago."""
    return clock.add_months(clock.today(), -months).replace(day=day)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.PROGRAM_ZONE)


def standing_set(shipper: Shipper, since: date, tier: int, status: str = "active", **more: bool) -> None:
    """Change the standing of a shipper on a past day, as the program would have recorded the change."""
    fields = {"status": status, "tier": tier, "validated": False} | more
    Change.objects.create(shipper=shipper, at=noon(since), action="tests", **fields)
    Standing.objects.update_or_create(shipper=shipper, defaults=fields | {"since": noon(since)})


def tier_member(tier: int, since: date | None = None) -> Shipper:
    """Make a member that holds a tier since a day; by default since before all months of the window."""
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading", country="CN")
    standing_set(shipper, since or months_back(14, 10), tier)
    return shipper


def parcels_send(shipper: Shipper, day: date, number: int, examined: int, **fields: object) -> list[str]:
    """Report parcels of a day, some of them examined; return their references."""
    examined_parcels = parcels(shipper, day, examined, examined=True, exam_basis="random", **fields) if examined else []
    return [*examined_parcels, *parcels(shipper, day, number - examined)]


def others_send(months: int = 12, number: int = 200, examined: int = 20) -> None:
    """Report parcels of a seller that is not a member in each of the last months: they give the ordinary rate."""
    for month in range(1, months + 1):
        report(
            [
                {
                    "seller": "stranger",
                    "date": months_back(month, 5),
                    "reference": f"S{month}-{one}",
                    "examined": one < examined,
                }
                for one in range(number)
            ]
        )
