import apps.core.migration_operations
import django.contrib.postgres.indexes
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
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('kind', models.CharField(max_length=60)),
                        ('at', models.DateTimeField()),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('payload', models.JSONField(default=dict)),
                        ('request', models.UUIDField(db_default=models.Func(output_field=models.UUIDField(), template="(NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'request')::uuid"), editable=False, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_subject'), models.Index(condition=models.Q(('shipper_id__isnull', False)), fields=['shipper_id', 'id'], name='event_shipper'), django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='event_at'), models.Index(condition=models.Q(('request__isnull', False)), fields=['request'], name='event_request')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b1eecde6236a8a8cd8d356baf3b85df512e684a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_affb7', table='events_event', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='5c18fc1fa5d8834078a6ffa59dc6da0e9e39aba7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3ded1', table='events_event', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='events.event')),
                        ('handler', models.CharField(max_length=120)),
                        ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('normal', 'Normal'), ('bulk', 'Bulk')], max_length=10)),
                        ('state', models.CharField(choices=[('pending', 'Pending'), ('done', 'Done'), ('parked', 'Parked')], default='pending', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('due_at', models.DateTimeField()),
                        ('done_at', models.DateTimeField(null=True)),
                        ('error', models.TextField(blank=True)),
                    ],
                    options={
                        'verbose_name_plural': 'deliveries',
                        'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['lane', 'due_at', 'id'], name='delivery_pending'), models.Index(condition=models.Q(('state', 'parked')), fields=['id'], name='delivery_parked')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'handler'), name='delivery_once_per_handler')],
                    },
                ),
                migrations.CreateModel(
                    name='Timer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60)),
                        ('step', models.CharField(blank=True, default='', max_length=20)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('due_at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['due_at', 'id'], name='timer_due')],
                        'constraints': [models.UniqueConstraint(fields=('subject_type', 'subject_id', 'kind', 'step'), name='timer_once')],
                    },
                ),
            ],
        ),
    ]
