"""Tell reporters of odd values in their facts, and the reference of each fact of which anything is told."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0010_place_of_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='rejection',
            name='reference',
            field=models.CharField(blank=True, db_default='', max_length=160, verbose_name='reference'),
        ),
        migrations.AddField(
            model_name='remark',
            name='reference',
            field=models.CharField(blank=True, db_default='', max_length=160, verbose_name='reference'),
        ),
        migrations.CreateModel(
            name='LineWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.BigIntegerField()),
                ('reference', models.CharField(blank=True, max_length=160, verbose_name='reference')),
                ('field', models.CharField(max_length=40, verbose_name='field')),
                ('flag', models.CharField(max_length=20, verbose_name='flag')),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='ledger.recording')),
            ],
            options={
                'verbose_name': 'warning',
                'verbose_name_plural': 'warnings',
                'constraints': [models.UniqueConstraint(fields=('recording', 'index', 'field', 'flag'), name='warning_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linewarning',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='27986989c8b981f70c3642e39a4b97c4fad19edd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_47141', table='ledger_linewarning', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linewarning',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='e00b26b29d32567d085d5c74ed034541162ce24c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8c193', table='ledger_linewarning', when='BEFORE')),
        ),
    ]
