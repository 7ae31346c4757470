"""Fill in since when each part of a standing is as it is, from the changes of the standing.

A part began with the first change after the last one that had another value. A site that still runs the code before may
change a standing while it is replaced, and leave these dates behind: `manage.py verify standings` names them.
"""

from django.db import migrations

_BEGAN = """
    {part}_since = coalesce((
        SELECT min(began.at) FROM standing_change AS began
        WHERE began.shipper_id = standing.shipper_id AND began.id > coalesce((
            SELECT max(other.id) FROM standing_change AS other
            WHERE other.shipper_id = standing.shipper_id AND other.{part} <> standing.{part}
        ), 0)
    ), standing.since)"""
_PARTS = ", ".join(_BEGAN.format(part=part) for part in ("status", "tier", "validated"))
_FILL = f"UPDATE standing_standing AS standing SET {_PARTS}"  # noqa: S608 # nosec B608 # made of the constants above


class Migration(migrations.Migration):

    dependencies = [
        ('standing', '0008_dates_of_each_part'),
    ]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
