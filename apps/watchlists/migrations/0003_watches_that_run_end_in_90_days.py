"""Watches without an end that run end in 90 days, as new ones do at the latest."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("watchlists", "0002_a_watch_has_a_ground_a_second_person_and_an_end"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE watchlists_watchedgoods SET last_day = CURRENT_DATE + 90 WHERE state = 'watched'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            INSERT INTO events_timer (kind, step, subject_type, subject_id, due_at)
            SELECT 'watchlists.goods_over', '', 'watchedgoods', id,
                (last_day + 1)::timestamp AT TIME ZONE 'America/New_York'
            FROM watchlists_watchedgoods WHERE state = 'watched'
            """,
            migrations.RunSQL.noop,
        ),
    ]
