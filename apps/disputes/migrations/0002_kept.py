"""Have triggers refuse to change or delete what is kept: files, messages, recordings (docs/adr/0041)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='disclosurefile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='79b05c24093d16298b35e8d70cd2787c0abdb8a5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_308f2', table='disputes_disclosurefile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosurefile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='de7dac4e184540d06bb843ae13793179e07f2dec', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2c4ca', table='disputes_disclosurefile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputefile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9461f3aeba4f2b0d48de482b24febacd7d952240', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_72149', table='disputes_disputefile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disputefile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='685aba424db173332ec4cdf137ef38cd7d0cd891', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b845d', table='disputes_disputefile', when='BEFORE')),
        ),
    ]
