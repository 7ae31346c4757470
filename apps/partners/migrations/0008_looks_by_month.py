"""Keep looks in a partition for each month.

The looks of before become the first partition where they lie. Their index by number is made anew, under a lock: some
seconds for each ten million.
"""

from pathlib import Path

import pgtrigger.migrations
from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0007_secrets_moved'),
    ]

    operations = [
        migrations.RunSQL((SQL / "look_table.sql").read_text(), state_operations=[
            migrations.AlterModelOptions(
                name='look',
                options={'managed': False, 'verbose_name': 'look', 'verbose_name_plural': 'looks'},
            ),
            pgtrigger.migrations.RemoveTrigger(model_name='look', name='append_only'),
            pgtrigger.migrations.RemoveTrigger(model_name='look', name='no_truncate'),
        ]),
    ]
