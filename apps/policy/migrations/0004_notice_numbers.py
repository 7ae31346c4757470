# Adds numbers to policies that lack them, with the values by which they do what they did before (ADR 0027): a change
# took effect on any day, and nobody was asked for comments.

from django.db import migrations

COMPLETE = """
ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29;
INSERT INTO policy_number (policy_id, key, value, authority, reason)
SELECT id, key, '0', 'Program decision', 'Nothing asked for it then.'
FROM policy_policy, unnest(ARRAY['policy.comment_days', 'policy.notice_days']) AS key ON CONFLICT DO NOTHING;
-- A table with checks that wait for the end of the transaction can't be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0003_comments_on_drafts"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
