import apps.core.clock
import apps.core.migration_operations
import django.db.models.deletion
import django.db.models.fields.json
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('shippers', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Thread',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='shippers.shipper', verbose_name='business')),
                        ('kind', models.CharField(max_length=40)),
                        ('about_type', models.CharField(blank=True, max_length=40)),
                        ('about_id', models.BigIntegerField(blank=True, null=True)),
                        ('subject', models.CharField(max_length=120)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting on the program'), ('answered', 'Answered'), ('closed', 'Closed')], default='waiting', max_length=8)),
                        ('since', models.DateTimeField()),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField(verbose_name='opened')),
                    ],
                    options={
                        'verbose_name': 'question',
                        'indexes': [models.Index(fields=['shipper', '-since'], name='thread_shipper')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('about_type', ''), _negated=True), fields=('about_type', 'about_id'), name='thread_one_about_each')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "correspondence_threadversion" ("about_id", "about_type", "id", "kind", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "since", "state", "subject") VALUES (NEW."about_id", NEW."about_type", NEW."id", NEW."kind", NEW."opened_at", NEW."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."shipper_id", NEW."since", NEW."state", NEW."subject"); RETURN NULL;', hash='d31b7cd579fcaa0974f0e84f742c9ae94fb6e70a', operation='INSERT', pgid='pgtrigger_added_insert_27236', table='correspondence_thread', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "correspondence_threadversion" ("about_id", "about_type", "id", "kind", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "since", "state", "subject") VALUES (NEW."about_id", NEW."about_type", NEW."id", NEW."kind", NEW."opened_at", NEW."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."shipper_id", NEW."since", NEW."state", NEW."subject"); RETURN NULL;', hash='593e6690cf0841a673963bfcb2a1ea093b8587b2', operation='UPDATE', pgid='pgtrigger_changed_update_2806a', table='correspondence_thread', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "correspondence_threadversion" ("about_id", "about_type", "id", "kind", "opened_at", "opened_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "since", "state", "subject") VALUES (OLD."about_id", OLD."about_type", OLD."id", OLD."kind", OLD."opened_at", OLD."opened_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."shipper_id", OLD."since", OLD."state", OLD."subject"); RETURN NULL;', hash='fc6e8f9bf411c54bfe686d251c28c14001de24a9', operation='DELETE', pgid='pgtrigger_removed_delete_e99b6', table='correspondence_thread', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ThreadVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='correspondence.thread')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('shipper', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('kind', models.CharField(max_length=40)),
                        ('about_type', models.CharField(blank=True, max_length=40)),
                        ('about_id', models.BigIntegerField(blank=True, null=True)),
                        ('subject', models.CharField(max_length=120)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting on the program'), ('answered', 'Answered'), ('closed', 'Closed')], default='waiting', max_length=8)),
                        ('since', models.DateTimeField()),
                        ('opened_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField(verbose_name='opened')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='thread_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='thread_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='ef707d7a86c2d9645d117b2409085e33dc3de96f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_36741', table='correspondence_threadversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='69fb8ce1b60a60b742d8e292b2c5f80ee33e8d7f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3e14', table='correspondence_threadversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='correspondence.thread')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('from_program', models.BooleanField()),
                        ('text', models.TextField()),
                        ('language', models.CharField(max_length=10)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['thread', 'id'], name='post_thread')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9b2a7759fe2c9090046f8a1f85b6086b57c5e758', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5261b', table='correspondence_post', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7dd0181c7cd33e041ad28f46cd82a5edb2fa7b21', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_07a68', table='correspondence_post', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='uploads/%Y/%m/')),
                        ('name', models.CharField(max_length=200)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('uploaded_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='correspondence.post')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2dc1798f437a97727ca6fdea4dbf16acf2d54c41', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_08118', table='correspondence_attachment', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b3b2e5c8824fc45aca3f3b441260f90ad9a5078e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2abfd', table='correspondence_attachment', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
