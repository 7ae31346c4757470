# Adds to policies that lack them the days of a hold and of the report on a special operation (ADR 0027). Neither was
# possible before, so no record of then reads them.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing asked for it then.'
FROM policy_policy policy CROSS JOIN (VALUES ('clock.agency_hold_days', '30'), ('clock.operation_report_days', '14'))
    AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0009_files_of_criteria"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
