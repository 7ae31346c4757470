# Adds the marks of criteria to policies that lack them, as the code had them until then (ADR 0027).

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy_policy.id, 'criterion.' || mark.number, mark.value, 'Program decision', 'The mark that the criterion had.'
FROM policy_policy, (VALUES
    ('1.1', '1'), ('2.1', '1'), ('2.2', '1'), ('3.1', '1'), ('4.1', '1'), ('4.2', '1'), ('5.1', '1'), ('6.1', '1'),
    ('6.2', '0'), ('7.1', '1'), ('7.2', '0'), ('8.1', '0'), ('9.1', '1'), ('10.1', '1'), ('10.2', '0')
) AS mark (number, value) ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0007_wait_before_a_change_counts"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
