# Adds to policies that lack it the number of days for which an answer of a partner is used again (ADR 0027, 0111).
# Each question was asked before: 0 days change nothing.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing asked for it then.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('partner.repeat_days', '0')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0014_numbers_of_partners"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
