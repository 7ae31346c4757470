# Adds to policies that lack them the numbers of what follows a prior disclosure (ADR 0027). A pattern led to nothing before:
# nobody discloses on a year of days within a month.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT policy.id, number.key, number.value, 'Program decision', 'Nothing followed before.'
FROM policy_policy policy CROSS JOIN (VALUES
    ('disclosure.tender_days', '30'), ('disclosure.pattern_days', '365'), ('disclosure.pattern_months', '1'),
    ('disclosure.plan_days', '30')
) AS number (key, value)
ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0022_parcels_declared_in_time"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
