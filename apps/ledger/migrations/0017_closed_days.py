"""Keep the days that are closed, and find the few entries of a day by the time of their recording."""

import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0016_exams_of_operations'),
        ('shippers', '0011_addresses_that_are_alike'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('closed_at', models.DateTimeField(verbose_name='closed')),
            ],
            options={
                'verbose_name': 'closed day',
                'verbose_name_plural': 'closed days',
            },
        ),
        migrations.AddIndex(
            model_name='programentry',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['recorded_at'], name='program_entry_recorded'),
        ),
        migrations.AddIndex(
            model_name='sellerlink',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['recorded_at'], name='link_recorded'),
        ),
        migrations.AddIndex(
            model_name='violation',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['recorded_at'], name='violation_recorded'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedday',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='011dcee9daa7cb33d0d3394ee550b9f7d79f6801', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78ac5', table='ledger_closedday', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedday',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='dbadfd44c9c04bf84153c6340bfc0eb7184cf0b5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9e54e', table='ledger_closedday', when='BEFORE')),
        ),
    ]
