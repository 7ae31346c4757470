"""Helpers that build records in a few words."""

from datetime import date
from typing import Any

from apps.evaluation.record import Entry, Month, Offense, Record, month_number, record_of

TODAY = date(2026, 11, 24)


def months_ago(count: int) -> int:
    return month_number(TODAY) - count


def months(count: int, parcels: int, examined: int = 0, discrepant: int = 0, *, end: int = 0) -> list[Month]:
    """Return months with the same number of parcels, the last of them `end` months ago."""
    return [Month(months_ago(back), parcels, examined, discrepant) for back in range(end + count - 1, end - 1, -1)]


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


def record(*entries: tuple[str, date], shipped: list[Month] = (), offenses: list[Offense] = ()) -> Record:
    return record_of(TODAY, shipped, offenses, [Entry(kind, day) for kind, day in entries])
