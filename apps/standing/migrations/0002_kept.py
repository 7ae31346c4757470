"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('standing', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='appealfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1a2f25164f85f6f9c6b169136cdd149e913f3b10', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_221a3', table='standing_appealfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appealfile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='5662eff62c9a4abc6fcf777d7a81e602f8bcf2a0', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_442d4', table='standing_appealfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4fe6fbaf10e0a716b12b754393c65807fede2f53', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a8771', table='standing_planfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planfile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='c4869d8888b23a710730b58fe99214d07c984f5f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_80faf', table='standing_planfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsefile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21f033a45448be08ec9e7285976d84054f61d16a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3c2cb', table='standing_responsefile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsefile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='4c7a7a3c38098515a7db6fb5219acc981ba916c4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_84169', table='standing_responsefile', when='BEFORE')),
        ),
    ]
