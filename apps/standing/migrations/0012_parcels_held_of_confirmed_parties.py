# Holds the parcels of members of before behind whom a confirmed party of a list stands. Each change gets its place in the
# feed with the next one.

from django.db import migrations

HOLD = """
WITH held AS (
    UPDATE standing_standing AS standing SET parcels_held = true, since = now()
    WHERE shipper_id IN (SELECT shipper_id FROM screening_businesshit WHERE state = 'confirmed')
    RETURNING shipper_id, status, validated, tier, evaluation_id
)
INSERT INTO standing_change (
    shipper_id, at, action, status, validated, tier, examine_all, status_before, tier_before, reasons, evaluation_id, note
)
SELECT shipper_id, now(), 'hold_parcels', status, validated, tier, true, status, tier, '{examined_fully}', evaluation_id, ''
FROM held
"""


class Migration(migrations.Migration):

    dependencies = [
        ("screening", "0002_hits_of_businesses"),
        ("standing", "0011_parcels_held"),
    ]

    operations = [
        migrations.RunSQL(HOLD, migrations.RunSQL.noop),
    ]
