# Lets each entry of a roster of before begin with the change that held when the entry was listed. An entry is never
# changed otherwise: the trigger that refuses a change rests meanwhile.

from django.db import migrations

BEGIN = """
ALTER TABLE partners_rosterentry DISABLE TRIGGER pgtrigger_fixed_388f6;
UPDATE partners_rosterentry AS listed SET begins_with_id = (
    SELECT max(change.id) FROM standing_change AS change
    WHERE change.shipper_id = listed.shipper_id AND change.at <= listed.since
);
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE partners_rosterentry ENABLE TRIGGER pgtrigger_fixed_388f6;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("partners", "0017_where_following_begins"),
    ]

    operations = [
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
