"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('correspondence', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2dc1798f437a97727ca6fdea4dbf16acf2d54c41', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_08118', table='correspondence_attachment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b3b2e5c8824fc45aca3f3b441260f90ad9a5078e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2abfd', table='correspondence_attachment', when='BEFORE')),
        ),
    ]
