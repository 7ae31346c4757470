# Adds to policies that lack them the numbers of exams after a wrong parcel, and the time to decide on such a parcel (ADR
# 0027, 0132). Nothing asked for either before: no further exams for a month, and no day to decide that anybody was told.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing asked for it then.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('exams.after_wrong', '0'), ('exams.after_wrong_months', '1'), ('clock.finding_days', '60')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0017_bases_of_drafts_filled"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
