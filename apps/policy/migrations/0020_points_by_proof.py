# Removes from all policies the points that a tier allowed for each 100 parcels opened at random: what was found otherwise
# is compared with the share of wrong parcels that the tier allows (ADR 0132), which every policy states.

from django.db import migrations

REMOVE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
DELETE FROM policy_number WHERE key ~ '^tier[.][123][.](enter|keep)[.]points$';
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0019_public_counts_of_what_ifs"),
    ]

    operations = [
        migrations.RunSQL(REMOVE, migrations.RunSQL.noop),
    ]
