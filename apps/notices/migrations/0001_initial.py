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
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inbox', to=settings.AUTH_USER_MODEL)),
                        ('kind', models.CharField(max_length=60)),
                        ('subject', models.CharField(max_length=200)),
                        ('body', models.TextField()),
                        ('link', models.CharField(blank=True, max_length=300)),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('about_type', models.CharField(blank=True, db_default='', default='', max_length=40)),
                        ('about_id', models.BigIntegerField(null=True)),
                        ('act_by', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('mailed_at', models.DateTimeField(null=True)),
                        ('read_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['recipient', '-id'], name='message_inbox'), models.Index(condition=models.Q(('mailed_at__isnull', True)), fields=['id'], name='message_unsent'), models.Index(condition=models.Q(('about_type', ''), _negated=True), fields=['about_type', 'about_id'], name='message_about')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."recipient_id" IS DISTINCT FROM (NEW."recipient_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."link" IS DISTINCT FROM (NEW."link") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."about_type" IS DISTINCT FROM (NEW."about_type") OR OLD."about_id" IS DISTINCT FROM (NEW."about_id") OR OLD."act_by" IS DISTINCT FROM (NEW."act_by") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b204d3a83a1cb7c903631bbdce7069b8abfd4374', operation='UPDATE', pgid='pgtrigger_fixed_ec21e', table='notices_message', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='783f8017824cb56848e14af225de3eb407953653', operation='DELETE', pgid='pgtrigger_kept_ae5eb', table='notices_message', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='fa0a955da992034b5be7f309f20bab5fbd095866', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cf0de', table='notices_message', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Mail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', models.TextField()),
                        ('subject', models.TextField()),
                        ('body', models.TextField()),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-id'], name='mail_newest')],
                    },
                ),
            ],
        ),
    ]
