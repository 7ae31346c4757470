# Moves targets that fell after the promised day to that day, and gives open items the severity of their kind (ADR 0083).

from django.db import migrations

COMPLETE = """
UPDATE work_item SET target_on = (due_at AT TIME ZONE 'America/New_York')::date
WHERE closed_at IS NULL AND target_on > (due_at AT TIME ZONE 'America/New_York')::date;
UPDATE work_item SET severity = 4 WHERE closed_at IS NULL AND kind IN (
    'suspension_to_confirm', 'suspension_beyond_limit', 'suspension_to_review', 'unreviewed_suspension');
UPDATE work_item SET severity = 3 WHERE closed_at IS NULL AND kind IN (
    'application_appeal', 'assurance_call', 'change_extension', 'proposed_change', 'restriction_review',
    'restriction_to_end', 'standing_appeal');
UPDATE work_item SET severity = 1 WHERE closed_at IS NULL AND kind IN (
    'application_message', 'benefit_breach', 'policy_comments', 'quality_review', 'question');
"""


class Migration(migrations.Migration):

    dependencies = [
        ("work", "0002_order_of_work"),
    ]

    operations = [
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
