# Adds to policies that lack them the numbers of parcels declared in time (ADR 0027). Nothing was asked for before.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing was asked for before.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('declared.enter_share', '0'), ('declared.keep_share', '0'), ('declared.least_parcels', '50'),
    ('window.declared_months', '13')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0021_what_ifs_without_power"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
