import apps.core.migration_operations
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Seal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True)),
                        ('sealed_at', models.DateTimeField(verbose_name='sealed')),
                        ('entries', models.BigIntegerField()),
                        ('kinds', models.PositiveSmallIntegerField(db_default=4, default=4)),
                        ('root', models.BinaryField(max_length=32)),
                        ('firsts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                        ('parts', models.BinaryField()),
                        ('secret', models.BinaryField(max_length=32)),
                        ('kid', models.CharField(max_length=43, verbose_name='signing key')),
                        ('statement', models.TextField()),
                        ('digest', models.BinaryField(max_length=32)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1be3ef459250e8d6bcf1bd60d9edbd92989642be', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f3f45', table='seals_seal', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='dec169ae29f1bd0a358ca600ba3fb3fe08bcb25e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a14dc', table='seals_seal', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='seals.seal')),
                        ('published_at', models.DateTimeField(verbose_name='published')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a89391b39bfd9ef0524fcb276d3a48e8691a31e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1cf86', table='seals_publication', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='144243739b8145b9b7cafa5424818a17fe564b34', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_75731', table='seals_publication', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ArchivedLeaves',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archived_leaves', to='seals.seal')),
                        ('archive', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.archiveact')),
                        ('places', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                        ('leaves', models.BinaryField()),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34060eceb6bd17283745e25c841f6870fd83b949', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78b6a', table='seals_archivedleaves', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='55d60a4ee55d99e9cdeedb14a0c433087a0c3713', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_22aa9', table='seals_archivedleaves', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
