"""One evaluation of a member with a million shipments, against one of a member with a thousand over the same months.

The shipments are in the ledger, and so are their tallies. Evaluations of the two take turns; medians are compared.
"""

import time
from statistics import median

from django.db import connection

from apps.core import clock
from apps.evaluation.services import evaluate_shippers
from apps.ledger.models import Seller
from apps.ledger.services import shippers_enroll
from benchmarks.common import Result, vacuum

SHIPMENTS = 1_000_000
FEW = 1_000
MONTHS = 24
TURNS = 150

SHIP = """
INSERT INTO ledger_shipment (
    date, parcel_id, revision, recording_id, recorded_at, seller_id, value, currency, disposition, examined,
    exam_basis, exam_result, evidence, drawn
)
SELECT %(since)s::date + n %% %(days)s, n, 1, 0, now(), %(seller)s, 30, 'USD', 'released', n %% 40 = 0,
    CASE WHEN n %% 40 = 0 THEN 'random' ELSE '' END, CASE WHEN n %% 40 = 0 THEN 'clean' ELSE '' END, true, n %% 40 = 0
FROM generate_series(1, %(shipments)s) n
"""
COUNT = """
INSERT INTO ledger_tally (seller_id, month, currency, shipments, evidence, examined, discrepant, drawn, value)
SELECT seller_id, date_trunc('month', date)::date, currency, count(*), count(*), count(*) FILTER (WHERE examined), 0,
    count(*) FILTER (WHERE drawn), sum(value)
FROM ledger_shipment GROUP BY 1, 2, 3
"""


def run(*, rows: int | None = None) -> Result:
    rows = rows or SHIPMENTS
    large, small = enrol(rows, FEW)
    seconds: dict[int, list[float]] = {large: [], small: []}
    for turn in range(TURNS):
        for member in (large, small) if turn % 2 else (small, large):
            begun = time.perf_counter()
            evaluate_shippers(shipper_ids=[member])
            seconds[member].append(time.perf_counter() - begun)
    return Result(
        "flat", 1 / median(seconds[large]), 1 / median(seconds[small]), "evaluations/s", rows + FEW, bound=0.90
    )


def enrol(*shipments: int) -> list[int]:
    """Enroll a member for each number of shipments, spread over the same months."""
    today = clock.today()
    since = clock.add_months(today, -MONTHS)
    sellers = Seller.objects.bulk_create(Seller(source="bench", code=f"S{number}") for number in shipments)
    entries = shippers_enroll(sellers=[seller.pk for seller in sellers], dates=[since] * len(sellers))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_shipment_month(m::date) FROM generate_series(%s::timestamp, %s, interval '1 month') m",
            [since, today],
        )
        for seller, count in zip(sellers, shipments, strict=True):
            asked = {"since": since, "days": (today - since).days, "seller": seller.pk, "shipments": count}
            cursor.execute(SHIP, asked)
        cursor.execute(COUNT)
    vacuum()
    return [entry.shipper_id for entry in entries]
