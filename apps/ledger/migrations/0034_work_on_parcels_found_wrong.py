# Opens the work of deciding about each parcel of a business that an exam at random found wrong before anybody was asked
# to decide (ADR 0136). The time to decide, the same in all policies of before, began when the exam was recorded.

from django.db import migrations

OPEN = """
WITH opened AS (
    INSERT INTO work_item (kind, subject_type, subject_id, shipper_id, title, country, opened_at, due_at)
    SELECT 'wrong_parcel', 'parcel', parcel.id, shipper.id,
        left(coalesce(nullif(shipper.name, ''), shipper.ksn, 'Shipper ' || shipper.id) || ': ' || parcel.issuer || ' ' || parcel.reference, 200), shipper.country, now(),
        ((entry.recorded_at AT TIME ZONE 'America/New_York')::date + 61)::timestamp AT TIME ZONE 'America/New_York'
            - interval '1 microsecond'
    FROM ledger_parcel parcel
    JOIN ledger_shipment entry ON entry.id = parcel.shipment_id AND entry.date = parcel.date
    JOIN ledger_seller seller ON seller.id = parcel.seller_id
    JOIN shippers_shipper shipper ON shipper.id = seller.shipper_id
    WHERE (parcel.drawn OR parcel.followed) AND parcel.discrepant AND NOT parcel.voided
        AND NOT EXISTS (
            SELECT FROM ledger_violation violation
            JOIN ledger_case matter ON matter.violation_id = violation.id
            JOIN ledger_seller accused ON accused.id = violation.seller_id
            WHERE violation.parcel_id = parcel.id AND accused.shipper_id = shipper.id AND NOT violation.voided
                AND violation.determination IN ('sustained', 'mitigated', 'reversed')
        )
        AND NOT EXISTS (
            SELECT FROM work_item item
            WHERE item.kind = 'wrong_parcel' AND item.subject_type = 'parcel' AND item.subject_id = parcel.id
                AND item.closed_at IS NULL
        )
    ORDER BY parcel.id
    RETURNING id, subject_id, shipper_id
)
INSERT INTO events_event (kind, at, subject_type, subject_id, shipper_id, payload)
SELECT 'work.opened', now(), 'item', id, shipper_id,
    jsonb_build_object('work', 'wrong_parcel', 'about', jsonb_build_array('parcel', subject_id))
FROM opened ORDER BY id
"""


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0001_initial"),
        ("ledger", "0033_parcels_found_wrong_at_random"),
        ("shippers", "0017_codes_written_in_one_form"),
        ("work", "0007_acts_that_wait"),
    ]

    operations = [
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]
