# Adds to policies that lack them the numbers of the answer to a parcel that is declared before it is loaded (ADR 0027).
# Nobody could declare one before, so no record of then reads them.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing asked for it then.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('risk.screening_chance', '0.8'), ('risk.information_hours', '48'), ('risk.screening_hours', '12')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0010_clocks_of_agencies"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
