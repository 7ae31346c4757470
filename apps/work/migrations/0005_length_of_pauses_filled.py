# Gives each item the length of its pauses that have ended, which the events of the item tell (ADR 0088).

from django.db import migrations

FILL = """
UPDATE work_item item SET paused_for = make_interval(secs => told.seconds)
FROM (
    SELECT event.subject_id, sum(CASE event.kind WHEN 'work.resumed' THEN 1 ELSE -1 END * extract(epoch FROM event.at))
        -- A pause that has not ended counts up to the moment at which the item was closed, or not at all.
        + coalesce(extract(epoch FROM CASE WHEN paused.paused_at IS NOT NULL
            THEN coalesce(paused.closed_at, paused.paused_at) END), 0) AS seconds
    FROM events_event event JOIN work_item paused ON paused.id = event.subject_id
    WHERE event.subject_type = 'item' AND event.kind IN ('work.paused', 'work.resumed')
    GROUP BY event.subject_id, paused.paused_at, paused.closed_at
) told
WHERE item.id = told.subject_id AND told.seconds > 0;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0001_initial"),
        ("work", "0004_length_of_pauses"),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
