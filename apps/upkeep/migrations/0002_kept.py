"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('upkeep', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='proof',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='015ff48a8a96a8744652ae944b65992cf355ddcd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_21ea3', table='upkeep_proof', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proof',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='72420dea51eb70163bbf6340db43a2099a001b8e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4193c', table='upkeep_proof', when='BEFORE')),
        ),
    ]
