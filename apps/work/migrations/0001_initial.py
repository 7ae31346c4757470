import apps.core.clock
import apps.core.migration_operations
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('title', models.CharField(max_length=200)),
                        ('state', models.CharField(blank=True, db_default='', default='', max_length=40)),
                        ('country', models.CharField(blank=True, db_default='', default='', max_length=2)),
                        ('severity', models.PositiveSmallIntegerField(db_default=2, default=2)),
                        ('risk', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('chapters', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, db_default=[], default=list)),
                        ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField()),
                        ('due_at', models.DateTimeField(blank=True, null=True)),
                        ('target_on', models.DateField(blank=True, null=True)),
                        ('paused_at', models.DateTimeField(blank=True, null=True)),
                        ('paused_for', models.DurationField(db_default=datetime.timedelta(0), default=datetime.timedelta)),
                        ('aside_until', models.DateField(blank=True, null=True)),
                        ('aside_note', models.CharField(blank=True, db_default='', default='', max_length=200)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('closed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'work item',
                        'indexes': [models.Index(django.db.models.functions.comparison.Least('due_at', models.Func('target_on', output_field=models.DateTimeField(), template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'America/New_York')"), output_field=models.DateTimeField()), models.F('id'), condition=models.Q(('closed_at__isnull', True)), include=('paused_at',), name='work_act_by'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['holder', 'due_at'], name='work_open'), models.Index(models.F('kind'), django.db.models.functions.comparison.Least('due_at', models.Func('target_on', output_field=models.DateTimeField(), template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'America/New_York')"), output_field=models.DateTimeField()), models.F('id'), condition=models.Q(('closed_at__isnull', True)), include=('paused_at',), name='work_kind_act_by'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['state', 'due_at', 'id'], name='work_state'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['country', 'due_at', 'id'], name='work_country'), models.Index(condition=models.Q(('closed_at__isnull', True), ('paused_at__isnull', False)), fields=['due_at', 'id'], name='work_paused'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['target_on', 'id'], name='work_target'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['opened_at', 'id'], name='work_opened'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['subject_type', 'subject_id'], name='work_subject'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['shipper_id'], name='work_shipper'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('closed_at__isnull', True)), fields=['chapters'], name='work_chapters'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('title'), name='gin_trgm_ops'), condition=models.Q(('closed_at__isnull', True)), name='work_title'), models.Index(condition=models.Q(('closed_at__isnull', True), _negated=True), fields=['closed_by', 'closed_at'], name='work_closed'), models.Index(fields=['opened_at', 'kind'], name='work_came'), models.Index(condition=models.Q(('closed_at__isnull', True), _negated=True), fields=['closed_at', 'kind'], include=('closed_by', 'opened_at', 'paused_for'), name='work_settled')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('kind', 'subject_type', 'subject_id'), name='work_one_open_item_per_subject')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_itemversion" ("aside_note", "aside_until", "chapters", "closed_at", "closed_by_id", "country", "due_at", "holder_id", "id", "kind", "opened_at", "paused_at", "paused_for", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "risk", "severity", "shipper_id", "state", "subject_id", "subject_type", "target_on", "title") VALUES (NEW."aside_note", NEW."aside_until", NEW."chapters", NEW."closed_at", NEW."closed_by_id", NEW."country", NEW."due_at", NEW."holder_id", NEW."id", NEW."kind", NEW."opened_at", NEW."paused_at", NEW."paused_for", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."risk", NEW."severity", NEW."shipper_id", NEW."state", NEW."subject_id", NEW."subject_type", NEW."target_on", NEW."title"); RETURN NULL;', hash='895512c9631f2c995c50b2500fc1f42114443180', operation='INSERT', pgid='pgtrigger_added_insert_67719', table='work_item', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "work_itemversion" ("aside_note", "aside_until", "chapters", "closed_at", "closed_by_id", "country", "due_at", "holder_id", "id", "kind", "opened_at", "paused_at", "paused_for", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "risk", "severity", "shipper_id", "state", "subject_id", "subject_type", "target_on", "title") VALUES (NEW."aside_note", NEW."aside_until", NEW."chapters", NEW."closed_at", NEW."closed_by_id", NEW."country", NEW."due_at", NEW."holder_id", NEW."id", NEW."kind", NEW."opened_at", NEW."paused_at", NEW."paused_for", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."risk", NEW."severity", NEW."shipper_id", NEW."state", NEW."subject_id", NEW."subject_type", NEW."target_on", NEW."title"); RETURN NULL;', hash='7374f8d4b4146a9080c7fb1c58e3be30de09fd49', operation='UPDATE', pgid='pgtrigger_changed_update_be82d', table='work_item', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_itemversion" ("aside_note", "aside_until", "chapters", "closed_at", "closed_by_id", "country", "due_at", "holder_id", "id", "kind", "opened_at", "paused_at", "paused_for", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "risk", "severity", "shipper_id", "state", "subject_id", "subject_type", "target_on", "title") VALUES (OLD."aside_note", OLD."aside_until", OLD."chapters", OLD."closed_at", OLD."closed_by_id", OLD."country", OLD."due_at", OLD."holder_id", OLD."id", OLD."kind", OLD."opened_at", OLD."paused_at", OLD."paused_for", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."risk", OLD."severity", OLD."shipper_id", OLD."state", OLD."subject_id", OLD."subject_type", OLD."target_on", OLD."title"); RETURN NULL;', hash='226aa0a5a13615388765235aa3d2454d2f44e15e', operation='DELETE', pgid='pgtrigger_removed_delete_115ff', table='work_item', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ItemVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='work.item')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('kind', models.CharField(max_length=40)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('title', models.CharField(max_length=200)),
                        ('state', models.CharField(blank=True, db_default='', default='', max_length=40)),
                        ('country', models.CharField(blank=True, db_default='', default='', max_length=2)),
                        ('severity', models.PositiveSmallIntegerField(db_default=2, default=2)),
                        ('risk', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('chapters', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, db_default=[], default=list)),
                        ('holder', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_at', models.DateTimeField()),
                        ('due_at', models.DateTimeField(blank=True, null=True)),
                        ('target_on', models.DateField(blank=True, null=True)),
                        ('paused_at', models.DateTimeField(blank=True, null=True)),
                        ('paused_for', models.DurationField(db_default=datetime.timedelta(0), default=datetime.timedelta)),
                        ('aside_until', models.DateField(blank=True, null=True)),
                        ('aside_note', models.CharField(blank=True, db_default='', default='', max_length=200)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='item_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='item_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='a203646049d0f655b2f1dce5dff3c3c384be7045', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_70b84', table='work_itemversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d8cb9b200d91e6e6bd2fa7aa75a7481106335bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2d8b0', table='work_itemversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='StaffNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('asked', 'Question'), ('answered', 'Answer'), ('taken_over', 'Taken over'), ('scheduled', 'On its way'), ('not_done', 'Not done'), ('followed', 'Followed')], max_length=20)),
                        ('recipient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('title', models.CharField(max_length=200)),
                        ('text', models.TextField(blank=True, default='')),
                        ('answer', models.TextField(blank=True, default='')),
                        ('at', models.DateTimeField(default=apps.core.clock.now)),
                        ('read_at', models.DateTimeField(null=True)),
                        ('closed_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name': 'note to staff',
                        'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['recipient', 'at'], name='work_note_open'), models.Index(fields=['subject_type', 'subject_id', 'at'], name='work_note_subject')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('kind', 'followed')), fields=('recipient', 'subject_type', 'subject_id'), name='work_note_followed_once'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('kind', 'scheduled')), fields=('subject_type', 'subject_id'), name='work_note_scheduled_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_staffnoteversion" ("answer", "at", "author_id", "closed_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "shipper_id", "subject_id", "subject_type", "text", "title") VALUES (NEW."answer", NEW."at", NEW."author_id", NEW."closed_at", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."recipient_id", NEW."shipper_id", NEW."subject_id", NEW."subject_type", NEW."text", NEW."title"); RETURN NULL;', hash='1282501e808e58803b5116b7529f78804c168760', operation='INSERT', pgid='pgtrigger_added_insert_237c4', table='work_staffnote', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."recipient_id" IS DISTINCT FROM (NEW."recipient_id") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."subject_type" IS DISTINCT FROM (NEW."subject_type") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "work_staffnoteversion" ("answer", "at", "author_id", "closed_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "shipper_id", "subject_id", "subject_type", "text", "title") VALUES (NEW."answer", NEW."at", NEW."author_id", NEW."closed_at", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."recipient_id", NEW."shipper_id", NEW."subject_id", NEW."subject_type", NEW."text", NEW."title"); RETURN NULL;', hash='b3b122586b08e5fb15e1d7a167c193b3c1144bef', operation='UPDATE', pgid='pgtrigger_changed_update_fd932', table='work_staffnote', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_staffnoteversion" ("answer", "at", "author_id", "closed_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "shipper_id", "subject_id", "subject_type", "text", "title") VALUES (OLD."answer", OLD."at", OLD."author_id", OLD."closed_at", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."recipient_id", OLD."shipper_id", OLD."subject_id", OLD."subject_type", OLD."text", OLD."title"); RETURN NULL;', hash='31fc9b5c76b1ec8c12306de5d2a3359f12814bdd', operation='DELETE', pgid='pgtrigger_removed_delete_bcc24', table='work_staffnote', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='StaffNoteVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='work.staffnote')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('kind', models.CharField(choices=[('asked', 'Question'), ('answered', 'Answer'), ('taken_over', 'Taken over'), ('scheduled', 'On its way'), ('not_done', 'Not done'), ('followed', 'Followed')], max_length=20)),
                        ('recipient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject_type', models.CharField(max_length=40)),
                        ('subject_id', models.BigIntegerField()),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('title', models.CharField(max_length=200)),
                        ('text', models.TextField(blank=True, default='')),
                        ('answer', models.TextField(blank=True, default='')),
                        ('at', models.DateTimeField(default=apps.core.clock.now)),
                        ('closed_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='staffnote_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='staffnote_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='fe532930da4e9d737ed32861ac198bbe2a35d519', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_97f9a', table='work_staffnoteversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe28e1ab5206a3277b438aaadcaa911b0ec5ac69', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c8157', table='work_staffnoteversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduledAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='act', to='work.staffnote')),
                        ('page', models.CharField(max_length=80)),
                        ('number', models.BigIntegerField()),
                        ('act', models.CharField(max_length=60)),
                        ('seen', models.TextField()),
                        ('service', models.CharField(max_length=200)),
                        ('arguments', models.JSONField()),
                        ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('undone', 'Undone'), ('refused', 'Refused')], default='', max_length=10)),
                        ('settled_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_scheduledactversion" ("act", "arguments", "id", "note_id", "number", "outcome", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seen", "service", "settled_at") VALUES (NEW."act", NEW."arguments", NEW."id", NEW."note_id", NEW."number", NEW."outcome", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."seen", NEW."service", NEW."settled_at"); RETURN NULL;', hash='81bb164f95b1f4911aff1df5bbae13c108280c8c', operation='INSERT', pgid='pgtrigger_added_insert_f6913', table='work_scheduledact', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "work_scheduledactversion" ("act", "arguments", "id", "note_id", "number", "outcome", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seen", "service", "settled_at") VALUES (NEW."act", NEW."arguments", NEW."id", NEW."note_id", NEW."number", NEW."outcome", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."seen", NEW."service", NEW."settled_at"); RETURN NULL;', hash='fbd4ba9c11a5102241e98038d2d0bd575777f006', operation='UPDATE', pgid='pgtrigger_changed_update_b4bd4', table='work_scheduledact', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_scheduledactversion" ("act", "arguments", "id", "note_id", "number", "outcome", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seen", "service", "settled_at") VALUES (OLD."act", OLD."arguments", OLD."id", OLD."note_id", OLD."number", OLD."outcome", OLD."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."seen", OLD."service", OLD."settled_at"); RETURN NULL;', hash='66c22b4751b853e32d24cd2ee9762433ac5f8f7a', operation='DELETE', pgid='pgtrigger_removed_delete_e0ec4', table='work_scheduledact', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduledActVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='work.scheduledact')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('note', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='work.staffnote')),
                        ('page', models.CharField(max_length=80)),
                        ('number', models.BigIntegerField()),
                        ('act', models.CharField(max_length=60)),
                        ('seen', models.TextField()),
                        ('service', models.CharField(max_length=200)),
                        ('arguments', models.JSONField()),
                        ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('undone', 'Undone'), ('refused', 'Refused')], default='', max_length=10)),
                        ('settled_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='scheduledact_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='scheduledact_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='28de8f138740e09bf82dd467f22b105bc3101a52', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ce0ac', table='work_scheduledactversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0597e44c19e880fa7b189fa303c4b817e00cbd8b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_43bf1', table='work_scheduledactversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='SavedSearch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
                        ('name', models.CharField(max_length=80)),
                        ('page', models.CharField(max_length=80)),
                        ('query', models.CharField(max_length=1000)),
                        ('shared', models.BooleanField(default=False, verbose_name='shown to all staff')),
                        ('saved_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('shared', True)), fields=['page'], name='saved_search_shared')],
                        'constraints': [models.UniqueConstraint(fields=('owner', 'page', 'name'), name='saved_search_name_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_savedsearchversion" ("id", "name", "owner_id", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "saved_at", "shared") VALUES (NEW."id", NEW."name", NEW."owner_id", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."query", NEW."saved_at", NEW."shared"); RETURN NULL;', hash='bd59ff4ea7ea7e6346984b26da81a6e4775c89ec', operation='INSERT', pgid='pgtrigger_added_insert_45f3f', table='work_savedsearch', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "work_savedsearchversion" ("id", "name", "owner_id", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "saved_at", "shared") VALUES (NEW."id", NEW."name", NEW."owner_id", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."query", NEW."saved_at", NEW."shared"); RETURN NULL;', hash='dc4f73002e4772f1cb90b0e4dcd83740317e8e85', operation='UPDATE', pgid='pgtrigger_changed_update_15f88', table='work_savedsearch', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_savedsearchversion" ("id", "name", "owner_id", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "saved_at", "shared") VALUES (OLD."id", OLD."name", OLD."owner_id", OLD."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."query", OLD."saved_at", OLD."shared"); RETURN NULL;', hash='7e83878bd17cd51b34c7d274930912a5b108fb3c', operation='DELETE', pgid='pgtrigger_removed_delete_44c82', table='work_savedsearch', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='SavedSearchVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='work.savedsearch')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('name', models.CharField(max_length=80)),
                        ('page', models.CharField(max_length=80)),
                        ('query', models.CharField(max_length=1000)),
                        ('shared', models.BooleanField(default=False, verbose_name='shown to all staff')),
                        ('saved_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='savedsearch_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='savedsearch_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='f67df54489304f4791fed4859550f6a7dbf699b8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f73b4', table='work_savedsearchversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ff3f81f4fea10eb1cf971851e8b3c322fa2b9a66', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7f3c9', table='work_savedsearchversion', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
