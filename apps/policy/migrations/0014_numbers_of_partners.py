# Adds to policies that lack them the numbers by which reports earn partners a quota (ADR 0027, 0111). Every partner had
# the same quota before: factors of 1 change nothing.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing asked for it then.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('partner.timely_days', '7'), ('partner.parcels_least', '100'), ('partner.better_share', '1'),
    ('partner.least_share', '0'), ('partner.better_questions', '1'), ('partner.limited_questions', '1'),
    ('partner.notice_days', '30')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0013_shares_of_exams"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
