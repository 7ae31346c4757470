"""A program with facts in the first quarter of 2026 and the fiscal year 2026, recorded at the moments of the facts."""

from datetime import date, datetime

from apps.core import clock
from apps.measures.facts import PeriodFacts
from apps.measures.models import Release
from apps.measures.periods import Period, PeriodKind
from apps.measures.timetable import DAYS, known_at, releases_between
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.models import Change, Standing
from tests.evaluation.ledger import member, parcels, report

QUARTER = Period(date(2026, 1, 1), PeriodKind.QUARTER)
YEAR = Period(date(2025, 10, 1), PeriodKind.YEAR)
IN_QUARTER = date(2026, 2, 10)
FULL = {
    "description": "Cotton scarf",
    "hs": "621420",
    "origin": "CN",
    "value": "20.00",
    "currency": "USD",
    "weight_kg": "0.2",
    "quantity": "1",
    "mode": "air",
}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.PROGRAM_ZONE)


def members(number: int, *, monthly: int = 5, day: date = IN_QUARTER, **fields: str) -> list[Shipper]:
    """Make members since 2025, each with so many complete parcels on a day, recorded then."""
    made = []
    for _one in range(number):
        with clock.at(noon(date(2025, 1, 10))):
            shipper = member(date(2025, 1, 10))
            state = {"status": "active", "tier": 0, "validated": False}
            Change.objects.create(shipper=shipper, at=clock.now(), action="tests", **state)
            Standing.objects.create(shipper=shipper, since=clock.now(), **state)
        with clock.at(noon(day)):
            parcels(shipper, day, monthly, **FULL | fields)
        made.append(shipper)
    return made


def others(number: int, *, monthly: int = 5, day: date = IN_QUARTER, **fields: str) -> None:
    """Let sellers that are no members ship so many complete parcels each on a day, recorded then."""
    with clock.at(noon(day)):
        report(
            [
                {"seller": f"stranger {one}", "date": day, "reference": f"S{day}-{one}-{each}", **FULL, **fields}
                for one in range(number)
                for each in range(monthly)
            ]
        )


def business() -> Shipper:
    """Make a business that is no member."""
    return Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading")


def facts(period: Period = QUARTER, until: date = date(2099, 12, 31)) -> PeriodFacts:
    return PeriodFacts(period, noon(until))


def release(period: Period, number: int = 1) -> Release:
    """Put an edition of a period into the calendar, where the rule puts it."""
    (due_at,) = [
        announced.due_at
        for announced in releases_between(period.begins_at, noon(date(2029, 1, 1)))
        if (announced.period, announced.number) == (period, number)
    ]
    assert len(DAYS[period.kind]) >= number
    assert known_at(due_at) < due_at
    return Release.objects.create(kind=period.kind, first=period.first, number=number, due_at=due_at)
