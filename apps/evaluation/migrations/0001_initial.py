import apps.core.clock
import apps.core.migration_operations
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('policy', '0001_initial'),
        ('shippers', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Evaluation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='shippers.shipper')),
                        ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.policy')),
                        ('as_of', models.DateField()),
                        ('known_at', models.DateTimeField(verbose_name='from what was known at')),
                        ('enter', models.PositiveSmallIntegerField(verbose_name='highest tier that may be entered')),
                        ('keep', models.PositiveSmallIntegerField(verbose_name='highest tier that may be kept')),
                        ('suspend', models.BooleanField(default=False, verbose_name='suspends at once')),
                        ('retrospective', models.BooleanField(default=False, verbose_name='asked of the past')),
                        ('findings', models.JSONField()),
                        ('quiet_until', models.DateField(null=True)),
                        ('clean_left', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['shipper', '-id'], name='evaluation_shipper'), models.Index(condition=models.Q(('retrospective', False)), fields=['shipper', '-id'], name='evaluation_latest')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c5a70a93f44a6feadfe4024a2fcc0ca129e2b15e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e2439', table='evaluation_evaluation', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='e73ea838b6b1edee87fef9382581d5963ad54ea3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_29867', table='evaluation_evaluation', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Power',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64)),
                        ('table', models.JSONField()),
                        ('made_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['digest', '-id'], name='power_digest')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8b90e3b1531e28fb7c7dc5956d7c3f58a00b5bad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78d6c', table='evaluation_power', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='3e25d33cb5315f8d2246dd202b77d459512cd99d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8fbfd', table='evaluation_power', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
