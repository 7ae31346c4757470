"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('validations', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='visitfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a8637076ad5f64d7ee49be61990710760a1c869', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1875d', table='validations_visitfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitfile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='f5622dce318997cafc80dd0be1314cbc767efde3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c0c93', table='validations_visitfile', when='BEFORE')),
        ),
    ]
