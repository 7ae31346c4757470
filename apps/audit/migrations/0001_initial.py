import apps.core.clock
import apps.core.migration_operations
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='View',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(default=apps.core.clock.now)),
                        ('subject_type', models.CharField(max_length=40, verbose_name='of what')),
                        ('subject_id', models.BigIntegerField(verbose_name='number')),
                        ('shipper_id', models.BigIntegerField(null=True, verbose_name='shipper')),
                    ],
                    options={
                        'verbose_name': 'view of a record',
                        'verbose_name_plural': 'views of records',
                        'indexes': [models.Index(fields=['subject_type', 'subject_id', 'actor', 'at'], name='view_subject'), models.Index(condition=models.Q(('shipper_id__isnull', False)), fields=['shipper_id', 'at'], name='view_shipper'), models.Index(fields=['actor', 'at'], name='view_actor'), models.Index(fields=['at', 'id'], name='view_at')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='12606ad1435e8cda9e3b30bc88f91b9ed832ef74', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_021e1', table='audit_view', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='c9b84622d356919660b689f950a57e16cf9a8696', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8c1c4', table='audit_view', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RecordChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ],
                    options={
                        'verbose_name': 'change of a record',
                        'verbose_name_plural': 'changes of records',
                        'managed': False,
                        'default_permissions': (),
                    },
                ),
            ],
        ),
    ]
