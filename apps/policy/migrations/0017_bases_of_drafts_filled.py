"""Fill in the policy in which each draft changes numbers: the one whose numbers the draft began with."""

from django.db import migrations

_FILL = """
UPDATE policy_policy AS draft SET base_id = base.id
FROM events_event AS event, policy_policy AS base
WHERE draft.state NOT IN ('published', 'retired')
    AND event.kind = 'policy.drafted' AND event.subject_type = 'policy' AND event.subject_id = draft.id
    AND base.version = (event.payload ->> 'base')::integer
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
        ('policy', '0016_base_of_a_draft'),
    ]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
