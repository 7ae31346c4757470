"""Entries recorded with identity, tally and due-marking, against raw COPY into the same indexed, partitioned table.

Both write the same content: parcels of the last month, most of them of the last days, of 2,000 sellers of very unequal
size, of whom every second is enrolled. The reference is one connection that copies text prepared beforehand; the figure
is two connections that begin with the raw facts and record them in batches, each in its transaction.

A long stream is cut into parts, so that it needs little memory: each part is prepared off the clock, copied in one
transaction, and then recorded. So copies and recordings meet tables of about the same size.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Recording, Seller
from benchmarks.common import Result, at_once, raw_connection
from benchmarks.processors import Meter

ROWS = 200_000
SELLERS = 2_000
BATCH = 10_000
PART = 400_000
ENROLLED_AT_ONCE = 20_000
CONNECTIONS = 2
DAYS = 30
COLUMNS = (
    "id, date, parcel_id, revision, recording_id, recorded_at, seller_id, description, hs, origin, departure, value, "
    "currency, weight_kg, quantity, mode, entry_type, port, carrier, disposition, released_at, evidence"
)


# Chooses the seller of a parcel by the parcel's number, or by chance.
type SellerOf = Callable[[int, random.Random], int]


def seller_by_size(sellers: int) -> SellerOf:
    """Return a choice among sellers of very unequal size."""
    return lambda _number, chance: int(sellers * chance.random() ** 4)


BY_SIZE = seller_by_size(SELLERS)


def run(*, rows: int | None = None) -> Result:
    return measure("ingest", rows or ROWS, sellers=SELLERS, seller_of=BY_SIZE, bound=0.40)


def measure(name: str, rows: int, *, sellers: int, seller_of: SellerOf, bound: float) -> Result:
    """Measure the recording of a stream, against raw COPY of the same stream."""
    enrol_sellers(sellers)
    stream = stream_measure(rows, seller_of)
    figure, reference = rows / stream.recorded, rows / stream.copied
    unhindered = ratio_of_processors(stream.copying, stream.recording)
    return Result(name, figure, reference, "rows/s", rows, bound=bound, unhindered=unhindered)


@dataclass(frozen=True, slots=True)
class Stream:
    """The seconds in which a stream is copied and those in which the same stream is recorded, by the clock and by the
    processors.
    """

    copied: float
    recorded: float
    copying: float
    recording: float


def ratio_of_processors(copying: float, recording: float) -> float | None:
    """Return the ratio by the processors' seconds of one connection that copies, and of all that record the same; None
    where they were not measured.
    """
    # Each connection has processors of its own.
    return CONNECTIONS * copying / recording if recording else None


def stream_measure(rows: int, seller_of: SellerOf) -> Stream:
    copied = recorded = 0.0
    copying, recording = Meter(), Meter()
    for part in parts_of(rows):
        copied += seconds_of_copy(part, seller_of, copying)
        recorded += at_once(partial(record, meter=recording), shares_of(part), partial(batches, seller_of=seller_of))
    return Stream(copied, recorded, copying.seconds, recording.seconds)


def parts_of(rows: int) -> list[range]:
    """Return the numbers of the parcels of each part of a stream."""
    return [range(begin, min(begin + PART, rows)) for begin in range(0, rows, PART)]


def shares_of(part: range) -> list[range]:
    """Return the numbers of the parcels that each connection records of a part."""
    return [part[begin::CONNECTIONS] for begin in range(CONNECTIONS)]


def enrol_sellers(count: int = SELLERS) -> None:
    """Make the sellers of the stream, and enrol every second of them."""
    services.reporter_ensure(code="bench", kind="carrier")
    at_once(_enrol, shares_of_blocks(count), list)


def shares_of_blocks(count: int, connections: int = CONNECTIONS) -> list[list[range]]:
    """Return the numbers that each connection enrols, in blocks that are enrolled at once."""
    blocks = [range(begin, min(begin + ENROLLED_AT_ONCE, count)) for begin in range(0, count, ENROLLED_AT_ONCE)]
    return [blocks[begin::connections] for begin in range(connections)]


def _enrol(blocks: list[range]) -> None:
    for numbers in blocks:
        sellers = Seller.objects.bulk_create(Seller(source="bench", code=f"S{number}") for number in numbers)
        enrolled = [seller.pk for seller in sellers[::2]]
        services.shippers_enroll(sellers=enrolled, dates=[clock.today()] * len(enrolled))


def facts(numbers: Sequence[int], seller_of: SellerOf = BY_SIZE) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - the same data in each run
    # Today's parcels are not released yet.
    last = clock.add_days(clock.today(), -1)
    for number in numbers:
        day = last - timedelta(days=int(DAYS * chance.random() ** 4))
        yield {
            "reference": f"1Z{number:016d}",
            "seller": f"S{seller_of(number, chance)}",
            "date": day.isoformat(),
            "description": "Cotton shirt, printed, men's",
            "hs": "610910",
            "origin": "CN",
            "departure": "CN",
            "value": f"{chance.randrange(100, 80_000) / 100:.2f}",
            "currency": "USD",
            "weight_kg": f"{chance.randrange(50, 9_000) / 1000:.3f}",
            "quantity": "1",
            "mode": "air",
            "entry_type": "11",
            "port": "4701",
            "carrier": "UPSN",
            "disposition": "released",
            "released_at": f"{day.isoformat()}T17:05:00-05:00",
        }


def batches(share: range, seller_of: SellerOf) -> list[list[tuple[int, dict[str, Any]]]]:
    raw = list(enumerate(facts(share, seller_of)))
    # The facts would come from a file or a socket: the garbage collector must not search them meanwhile.
    gc.collect()
    gc.freeze()
    return [raw[begin : begin + BATCH] for begin in range(0, len(raw), BATCH)]


def record(prepared: list[list[tuple[int, dict[str, Any]]]], meter: Meter) -> None:
    reporter = services.reporter_ensure(code="bench", kind="carrier")
    recording = services.recording_open(reporter=reporter, kind=Recording.Kind.API)
    with meter.runs(connection.connection.info.backend_pid):
        for batch in prepared:
            outcome = services.shipments_record(recording=recording, facts=batch)
            if outcome.accepted != len(batch):
                raise RuntimeError(f"Only {outcome.accepted} of {len(batch)} facts were accepted.")


def seconds_of_copy(numbers: range, seller_of: SellerOf = BY_SIZE, meter: Meter | None = None) -> float:
    sellers = dict(Seller.objects.filter(source="bench").values_list("code", "pk"))
    now = clock.now().isoformat()
    lines, months = [], set()
    for number, fact in zip(numbers, facts(numbers, seller_of), strict=True):
        months.add(date.fromisoformat(fact["date"]).replace(day=1))
        # Numbers below zero: the recording path draws those above.
        fixed = (str(-number - 1), fact["date"], str(-number - 1), "1", "0", now, str(sellers[fact["seller"]]))
        content = list(fact.values())
        lines.append("\t".join((*fixed, *content[3:], "t")))
    data = ("\n".join(lines) + "\n").encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_shipment_month(month) FROM unnest(%s::date[]) AS month", [sorted(months)])
    with raw_connection() as raw:
        begun = time.perf_counter()
        with meter.runs(raw.info.backend_pid) if meter else nullcontext():
            with raw.cursor().copy(f"COPY ledger_shipment ({COLUMNS}) FROM STDIN") as copy:
                for begin in range(0, len(data), 1 << 16):
                    copy.write(data[begin : begin + (1 << 16)])
            raw.commit()
        return time.perf_counter() - begun
