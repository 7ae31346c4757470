"""A source that sends batches until each is confirmed: `python -m tests.failover.writer NUMBER SENT`.

Every batch is sent again as long as the database did not answer, as a carrier does whose request got no response. The
file SENT gets a line for each confirmed batch, with its moment.
"""

import random
import sys
import time
from pathlib import Path
from typing import Any

import django

PARCELS = 1_500
CASES = 60
# Enough to write on through all losses, with the pauses between them.
BATCHES = 150
BATCH = 80
PAUSE_SECONDS = 0.15
SELLERS = 9
MONTHS = 3


def parcel(number: int) -> dict[str, Any]:
    """Return the report of a parcel, which is the same whoever sends it."""
    return {
        "issuer": "UPSN",
        "reference": f"1Z{number:05d}",
        "seller": f"S{number % SELLERS}",
        "date": f"2026-0{number % MONTHS + 1}-1{number % 10}",
        "value": f"{number}.00",
        "currency": "USD",
    }


def violation(number: int) -> dict[str, Any]:
    return {
        "reference": f"C{number:03d}",
        "seller": f"S{number % SELLERS}",
        "date": "2026-03-01",
        "category": "marking",
    }


def batches(writer: int) -> list[tuple[list[int], list[int]]]:
    """Return the numbers of the parcels and of the violations in each batch of a writer; the writers overlap."""
    chance = random.Random(writer)
    return [
        ([chance.randrange(PARCELS) for _ in range(BATCH)], [chance.randrange(CASES) for _ in range(5)])
        for _ in range(BATCHES)
    ]


def send(writer: int, sent: Path) -> None:
    from django.db import Error, connection

    for place, (parcels, violations) in enumerate(batches(writer)):
        while True:
            try:
                record(parcels, violations)
            except Error:
                connection.close()
                time.sleep(0.2)
            else:
                break
        with sent.open("a") as file:
            file.write(f"{place} {time.time()}\n")
        time.sleep(PAUSE_SECONDS)


def record(parcels: list[int], violations: list[int]) -> None:
    from apps.ledger import services
    from apps.ledger.models import Recording

    who = services.reporter_ensure(code="the-carrier", kind="carrier")
    recording = services.recording_open(reporter=who, kind=Recording.Kind.API)
    outcomes = (
        services.shipments_record(recording=recording, facts=list(enumerate(map(parcel, parcels)))),
        services.violations_record(recording=recording, facts=list(enumerate(map(violation, violations)))),
    )
    if rejected := [outcome.rejected for outcome in outcomes if outcome.rejected]:
        sys.exit(f"A fact was rejected: {rejected}")


if __name__ == "__main__":
    django.setup()
    send(int(sys.argv[1]), Path(sys.argv[2]))
