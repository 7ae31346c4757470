"""The SQL of scorecards: a row for each carrier, marketplace and broker that reported a parcel of the month."""

from apps.ledger.completeness import COMPLETE

# An entry holds a report as the reporter made it; a report that repeats what is known leaves no entry, and counts for
# nobody.
_COUNTS = """
WITH reported AS (
    SELECT shipment.*, recording.reporter_id,
        row_number() OVER (PARTITION BY recording.reporter_id, shipment.parcel_id ORDER BY shipment.revision) AS place,
        count(*) OVER (PARTITION BY recording.reporter_id, shipment.parcel_id) AS reports
    FROM ledger_shipment shipment
    JOIN ledger_recording recording ON recording.id = shipment.recording_id
    JOIN ledger_reporter reporter ON reporter.id = recording.reporter_id
    WHERE shipment.date BETWEEN %(first)s AND %(last)s AND NOT shipment.voided
        AND reporter.kind IN ('broker', 'carrier', 'marketplace')
), told AS (
    SELECT *, mode = 'post' AS is_mail, {complete} AS whole
    FROM reported
    WHERE place = 1
)
SELECT reporter.id, reporter.kind, count(*), count(*) FILTER (WHERE whole),
    count(*) FILTER (WHERE (recorded_at AT TIME ZONE %(zone)s)::date <= date + %(timely_days)s::integer),
    count(*) FILTER (WHERE reports > 1), count(*) FILTER (WHERE is_mail),
    count(*) FILTER (WHERE is_mail AND whole AND lodged_at < coalesce(arrived_at, 'infinity'))
FROM told JOIN ledger_reporter reporter ON reporter.id = told.reporter_id
GROUP BY reporter.id, reporter.kind
ORDER BY reporter.id
"""
COUNTS = _COUNTS.replace("{complete}", COMPLETE)
