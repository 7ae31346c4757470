"""Helpers that build records in a few words."""

from datetime import date
from typing import Any

from apps.evaluation.record import (
    Clearance,
    DrawnParcel,
    Offense,
    Record,
    RecordEntry,
    RecordFacts,
    ShipmentMonth,
    month_number,
)

TODAY = date(2026, 11, 24)


def months_ago(count: int) -> int:
    return month_number(TODAY) - count


def months(count: int, parcels: int, drawn: int = 0, discrepant: int = 0, *, end: int = 0) -> list[ShipmentMonth]:
    """Return months with the same number of parcels, some drawn and opened, the last of them `end` months ago."""
    return [
        ShipmentMonth(months_ago(back), parcels, drawn, discrepant, drawn, discrepant)
        for back in range(end + count - 1, end - 1, -1)
    ]


def offense(age: int = 0, severity: str = "moderate", **fields: Any) -> Offense:
    """Return a sustained violation of the seller by negligence, on the first of the month `age` months ago."""
    number = months_ago(age)
    given = {
        "id": 1,
        "day": date(number // 12, number % 12 + 1, 1),
        "month": number,
        "severity": severity,
        "culpability": "negligence",
        "attribution": "seller",
        "basis": "finding",
        "self_disclosed": False,
        "sustained": True,
    }
    return Offense(**given | fields)


def drawn(number: int = 1, age: int = 0, *, discrepant: bool = True) -> DrawnParcel:
    """Return a parcel that was opened at random `age` months ago."""
    return DrawnParcel(number, months_ago(age), discrepant)


def wrong(count: int, age: int = 0, *, first: int = 1, **fields: Any) -> list[Offense]:
    """Return a sustained violation for each of so many parcels that exams at random found wrong `age` months ago."""
    return [offense(age, id=number, drawn=drawn(number, age), **fields) for number in range(first, first + count)]


def record(
    *entries: tuple[str, date],
    shipped: list[ShipmentMonth] = (),
    offenses: list[Offense] = (),
    clearances: list[Clearance] = (),
) -> Record:
    return RecordFacts(shipped, offenses, [RecordEntry(kind, day) for kind, day in entries], clearances).on(TODAY)
