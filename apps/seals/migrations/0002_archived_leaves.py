"""Keep the leaves of sealed entries that are archived."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0019_archived_months'),
        ('seals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchivedLeaves',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('leaves', models.BinaryField()),
                ('archive', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.archiveact')),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archived_leaves', to='seals.seal')),
            ],
            options={
                'verbose_name': 'leaves of archived entries',
                'verbose_name_plural': 'leaves of archived entries',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='archivedleaves',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34060eceb6bd17283745e25c841f6870fd83b949', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78b6a', table='seals_archivedleaves', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='archivedleaves',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='55d60a4ee55d99e9cdeedb14a0c433087a0c3713', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_22aa9', table='seals_archivedleaves', when='BEFORE')),
        ),
    ]
