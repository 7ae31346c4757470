"""A day of the nation: 4,000,000 parcels of 500,000 members are recorded, some are examined, and every member that is
due is evaluated. The reference is raw COPY of the same parcels into the same table.

The members have up to four years behind them, and were evaluated the day before. Carriers report every parcel; an
agency then reports the exam of one in a hundred, half of them drawn at random, and finds one in twenty of these wrong.
Two connections record, and two processes evaluate. It is always the 15th of a month, so that the ratio does not depend
on the day of the run: on the first of a month, months leave the windows of the rules, and one member in ten is due.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any

from django.db import connection

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due
from apps.ledger import services
from apps.ledger.models import Recording, Seller
from apps.ledger.vocabulary import ReporterKind
from benchmarks.common import Result, at_once, vacuum
from benchmarks.evaluate import enrol_members
from benchmarks.ingest import (
    BATCH,
    CONNECTIONS,
    SellerOf,
    facts,
    parts_of,
    ratio_of_processors,
    seller_by_size,
    shares_of,
    stream_measure,
)
from benchmarks.processors import Meter

ROWS, PARCELS_OF_A_MEMBER = 4_000_000, 8
# The members send 20 to 540 parcels a month, and one of 20,000 parcels of their past was a violation.
SIZES, VIOLATIONS = 8, 0.00005
EXAMINED, WRONG = 100, 20


def run(*, rows: int | None = None) -> Result:
    with clock.at(_fifteenth_day()):
        return _day_measure(rows or ROWS)


def _fifteenth_day() -> datetime:
    """Return noon of the latest 15th."""
    today = clock.today()
    month = clock.month_of(today) if today.day >= 15 else clock.add_months(today, -1)
    return clock.start_of(month.replace(day=15)) + timedelta(hours=12)


def _day_measure(rows: int) -> Result:
    count = max(1, rows // PARCELS_OF_A_MEMBER)
    seller_of = seller_by_size(count)
    with clock.at(clock.now() - timedelta(days=1)):
        enrol_members(count, sizes=SIZES, violations=VIOLATIONS)
        at_once(partial(_evaluate, meter=Meter()), range(CONNECTIONS), _nothing)
    ksns = dict(Seller.objects.filter(source="bench").values_list("code", "shipper__ksn"))
    vacuum()
    stream = stream_measure(rows, seller_of)

    def exams(share: range) -> list[list[tuple[int, dict[str, Any]]]]:
        return _exams(share, seller_of, ksns)

    meter = Meter()
    seconds = {
        "recording": stream.recorded,
        "exams": sum(at_once(partial(_exams_record, meter=meter), shares_of(part), exams) for part in parts_of(rows)),
    }
    before = Evaluation.objects.count()
    seconds["evaluation"] = at_once(partial(_evaluate, meter=meter), range(CONNECTIONS), _nothing)
    if not Evaluation.objects.count() > before:
        raise RuntimeError("Nobody was due after a day.")
    unhindered = ratio_of_processors(stream.copying, stream.recording + meter.seconds)
    figure, reference = rows / sum(seconds.values()), rows / stream.copied
    return Result("day", figure, reference, "rows/s", rows, bound=0.30, parts=seconds, unhindered=unhindered)


def _exams(share: range, seller_of: SellerOf, ksns: Mapping[str, str]) -> list[list[tuple[int, dict[str, Any]]]]:
    """Return the exams of a share of the parcels, in batches."""

    def found() -> Iterator[dict[str, Any]]:
        for number, fact in enumerate(facts(share, seller_of)):
            if number % EXAMINED == 0:
                turn = number // EXAMINED
                yield {
                    "issuer": "bench",
                    "reference": fact["reference"],
                    "ksn": ksns[fact["seller"]],
                    "date": fact["date"],
                    "exam_basis": ("random", "risk")[turn % 2],
                    "exam_result": "discrepant" if turn % WRONG == 0 else "clean",
                }

    return [list(batch) for batch in batched(enumerate(found()), BATCH)]


def _exams_record(prepared: list[list[tuple[int, dict[str, Any]]]], meter: Meter) -> None:
    agency = services.reporter_ensure(code="bench agency", kind=ReporterKind.AGENCY)
    recording = services.recording_open(reporter=agency, kind=Recording.Kind.API)
    with meter.runs(connection.connection.info.backend_pid):
        for batch in prepared:
            outcome = services.shipments_record(recording=recording, facts=batch)
            if outcome.amended != len(batch):
                raise RuntimeError(f"Only {outcome.amended} of {len(batch)} exams were recorded.")


def _nothing(_share: int) -> None:
    """Prepare nothing."""


def _evaluate(_prepared: None, meter: Meter) -> None:
    with meter.runs(connection.connection.info.backend_pid):
        evaluate_due(limit=ROWS)
