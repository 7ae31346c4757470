from datetime import UTC, datetime, time

import apps.core.clock
import apps.core.migration_operations
import django.db.models.deletion
import django.db.models.fields.json
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from apps.policy.published import published


def load_first_policy(apps, schema_editor):
    """Load version 1 as published."""
    content = published(1)
    policy = apps.get_model("policy", "Policy").objects.create(
        version=content.version,
        state="published",
        summary=content.summary,
        effective_from=content.effective_from,
        published_at=datetime.combine(content.effective_from, time.min, UTC),
    )
    number = apps.get_model("policy", "Number")
    number.objects.bulk_create(
        number(policy=policy, key=row.key, value=row.value, authority=row.authority, reason=row.reason)
        for row in content.rows
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Policy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(unique=True)),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('open', 'Open for comment'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                        ('summary', models.TextField(blank=True, verbose_name='what changes and why')),
                        ('effective_from', models.DateField(blank=True, null=True)),
                        ('base', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.policy')),
                        ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('returned_because', models.TextField(blank=True, db_default='')),
                        ('comments_until', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'policies',
                        'ordering': ['-version'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'retired']), _negated=True), models.Q(('effective_from__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='policy_published_has_dates'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('effective_from',), name='policy_one_per_effective_day')],
                    },
                ),
                migrations.CreateModel(
                    name='PolicyVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='policy.policy')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField()),
                        ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('open', 'Open for comment'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                        ('summary', models.TextField(blank=True, verbose_name='what changes and why')),
                        ('effective_from', models.DateField(blank=True, null=True)),
                        ('base', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.policy')),
                        ('drafted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('returned_because', models.TextField(blank=True, db_default='')),
                        ('comments_until', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='policy_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='policy_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='921b6498155553c6ef40d5515356ef143f94c96b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fc703', table='policy_policyversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='463da5f208a7bd65fb4e1b5de7ae8a71a69ec6b7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e02ca', table='policy_policyversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Number',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='policy.policy')),
                        ('key', models.CharField(max_length=80)),
                        ('value', models.CharField(max_length=200)),
                        ('authority', models.CharField(max_length=300)),
                        ('reason', models.TextField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('policy', 'key'), name='policy_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='NumberVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='policy.number')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('policy', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.policy')),
                        ('key', models.CharField(max_length=80)),
                        ('value', models.CharField(max_length=200)),
                        ('authority', models.CharField(max_length=300)),
                        ('reason', models.TextField()),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='number_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='number_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='07f9f8aa743c33830b00583a47ef2d13bec30e41', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_34432', table='policy_numberversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6498d4cd7649a1d44bdd5ecf39c9127ef9ed1fab', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e80ce', table='policy_numberversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WhatIf',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='what_ifs', to='policy.policy')),
                        ('compared', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.policy')),
                        ('numbers_seen', models.BigIntegerField()),
                        ('as_of', models.DateField()),
                        ('members', models.PositiveIntegerField()),
                        ('suspended', models.PositiveIntegerField(default=0, verbose_name='would be suspended')),
                        ('matrix', models.JSONField()),
                        ('rules_down', models.JSONField()),
                        ('rules_up', models.JSONField()),
                        ('movers', models.JSONField()),
                        ('pooled_exams', models.PositiveBigIntegerField(db_default=0, verbose_name='parcels opened at random')),
                        ('pooled_compliance', models.FloatField(null=True, verbose_name='share in order')),
                        ('by_size', models.JSONField(null=True)),
                        ('by_country', models.JSONField(null=True)),
                        ('digest', models.CharField(blank=True, db_default='', max_length=64)),
                        ('public', models.JSONField(null=True)),
                        ('made_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['policy', '-id'], name='what_if_policy')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9cc3eff8224d960c846aab778143f8a69b47815e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fabd7', table='policy_whatif', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='69c45a7fdc32b425cec2862221386ff6352d18a6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_42479', table='policy_whatif', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WhatIfMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what_if', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='policy.whatif')),
                        ('shipper_id', models.BigIntegerField()),
                        ('before', models.PositiveSmallIntegerField()),
                        ('after', models.PositiveSmallIntegerField()),
                        ('suspends', models.BooleanField()),
                        ('rules', models.JSONField()),
                        ('size', models.CharField(max_length=12)),
                        ('country', models.CharField(blank=True, max_length=2)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['what_if', 'id'], name='what_if_move_order')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='686eccc433c741ce622eff6ce0d1af6e46f847b0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_10611', table='policy_whatifmove', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='3d10c083f8a86773a06be58efcf7abb432280494', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c2810', table='policy_whatifmove', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='policy.policy')),
                        ('text', models.TextField(verbose_name='answer')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'verbose_name': 'answer to comments',
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cf75797b205bd03fecacab0af03622a26268b83c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f72b', table='policy_answer', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='ada3fab6082019f385198d83a4aff72af5509571', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_75e76', table='policy_answer', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Comment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='policy.policy')),
                        ('state', models.CharField(choices=[('received', 'Received'), ('shown', 'Shown to the public'), ('answered', 'Answered')], default='received', max_length=10)),
                        ('speaker', models.CharField(choices=[('member', 'A member'), ('partner', 'A partner')], max_length=10, verbose_name='from')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('partner_id', models.BigIntegerField(null=True)),
                        ('text', models.TextField(verbose_name='comment')),
                        ('language', models.CharField(default='en', max_length=10, verbose_name='written in')),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('shown_text', models.TextField(blank=True, default='', verbose_name='as the public reads it')),
                        ('left_out', models.PositiveSmallIntegerField(default=0, verbose_name='pieces left out')),
                        ('shown_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='policy.answer')),
                    ],
                    options={
                        'verbose_name': 'comment on a draft',
                        'verbose_name_plural': 'comments on drafts',
                        'indexes': [models.Index(fields=['policy', 'id'], name='comment_policy')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('partner_id__isnull', True), ('shipper_id__isnull', False), ('speaker', 'member')), models.Q(('partner_id__isnull', False), ('shipper_id__isnull', True), ('speaker', 'partner')), _connector='OR'), name='comment_has_its_speaker'), models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('state', 'answered')), models.Q(models.Q(('state', 'answered'), _negated=True), ('answer__isnull', True)), _connector='OR'), name='comment_answered_by_an_answer')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."policy_id" IS DISTINCT FROM (NEW."policy_id") OR OLD."speaker" IS DISTINCT FROM (NEW."speaker") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e221a5bb89cb0d31f3afd0cf58b04adf72206018', operation='UPDATE', pgid='pgtrigger_fixed_490b4', table='policy_comment', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c617c9de405803e1529adb9c00d5801189ad5cef', operation='DELETE', pgid='pgtrigger_kept_2b803', table='policy_comment', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='210c20b2189a2c29856cc6afe8a17508dd39b7c8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8287c', table='policy_comment', when='BEFORE')), pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_commentversion" ("answer_id", "at", "by_id", "id", "language", "left_out", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "shipper_id", "shown_by_id", "shown_text", "speaker", "state", "text") VALUES (NEW."answer_id", NEW."at", NEW."by_id", NEW."id", NEW."language", NEW."left_out", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."policy_id", NEW."shipper_id", NEW."shown_by_id", NEW."shown_text", NEW."speaker", NEW."state", NEW."text"); RETURN NULL;', hash='3b47f5faf3c843215bf576b023ea0521efddcd1d', operation='INSERT', pgid='pgtrigger_added_insert_8f96c', table='policy_comment', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_commentversion" ("answer_id", "at", "by_id", "id", "language", "left_out", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "shipper_id", "shown_by_id", "shown_text", "speaker", "state", "text") VALUES (NEW."answer_id", NEW."at", NEW."by_id", NEW."id", NEW."language", NEW."left_out", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."policy_id", NEW."shipper_id", NEW."shown_by_id", NEW."shown_text", NEW."speaker", NEW."state", NEW."text"); RETURN NULL;', hash='587f30ca0f437b6de76215990e2d6eded1e0e695', operation='UPDATE', pgid='pgtrigger_changed_update_fa1d6', table='policy_comment', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_commentversion" ("answer_id", "at", "by_id", "id", "language", "left_out", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "shipper_id", "shown_by_id", "shown_text", "speaker", "state", "text") VALUES (OLD."answer_id", OLD."at", OLD."by_id", OLD."id", OLD."language", OLD."left_out", OLD."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."policy_id", OLD."shipper_id", OLD."shown_by_id", OLD."shown_text", OLD."speaker", OLD."state", OLD."text"); RETURN NULL;', hash='1a334aab873d3d457980c5d230e11e5a4fb5f836', operation='DELETE', pgid='pgtrigger_removed_delete_8cd59', table='policy_comment', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CommentVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='policy.comment')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('policy', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.policy')),
                        ('state', models.CharField(choices=[('received', 'Received'), ('shown', 'Shown to the public'), ('answered', 'Answered')], default='received', max_length=10)),
                        ('speaker', models.CharField(choices=[('member', 'A member'), ('partner', 'A partner')], max_length=10, verbose_name='from')),
                        ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('shipper_id', models.BigIntegerField(null=True)),
                        ('partner_id', models.BigIntegerField(null=True)),
                        ('text', models.TextField(verbose_name='comment')),
                        ('language', models.CharField(default='en', max_length=10, verbose_name='written in')),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('shown_text', models.TextField(blank=True, default='', verbose_name='as the public reads it')),
                        ('left_out', models.PositiveSmallIntegerField(default=0, verbose_name='pieces left out')),
                        ('shown_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('answer', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='policy.answer')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='comment_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='comment_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='fa8faadfd07b8f94bd03dfcad6e67565eed89752', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fc189', table='policy_commentversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e5c267b81165052c3abb9fb38e4014933c9e48d8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b2ac1', table='policy_commentversion', when='BEFORE'))],
                    },
                ),
            ],
        ),
        # Before the triggers, which would keep the policy that comes with the program as a change that somebody made.
        migrations.RunPython(load_first_policy, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='published_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'published\', \'retired\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6866e235c12afbce43bb68e0747285e846cea73b', operation='DELETE', pgid='pgtrigger_published_stays_c03f5', table='policy_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='published_unchanged', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'published\', \'retired\'))', func="\n                    IF to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state'\n                       OR NEW.state NOT IN ('published', 'retired') THEN\n                        RAISE EXCEPTION 'A published policy never changes: draft a new version.';\n                    END IF;\n                    RETURN NEW;\n                ", hash='3dcc11c29a153a2e157b39d58ae3ab7f4afd9614', operation='UPDATE', pgid='pgtrigger_published_unchanged_ceb59', table='policy_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_policyversion" ("base_id", "comments_until", "drafted_by_id", "effective_from", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "returned_because", "state", "summary", "version") VALUES (NEW."base_id", NEW."comments_until", NEW."drafted_by_id", NEW."effective_from", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."returned_because", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='b780174c42cb2c1493ee2d462dfbcdd6c4f19c0c', operation='INSERT', pgid='pgtrigger_added_insert_faa72', table='policy_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_policyversion" ("base_id", "comments_until", "drafted_by_id", "effective_from", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "returned_because", "state", "summary", "version") VALUES (NEW."base_id", NEW."comments_until", NEW."drafted_by_id", NEW."effective_from", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."returned_because", NEW."state", NEW."summary", NEW."version"); RETURN NULL;', hash='38a81e42882e532058b19839a3f9f3785efb094c', operation='UPDATE', pgid='pgtrigger_changed_update_a2149', table='policy_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_policyversion" ("base_id", "comments_until", "drafted_by_id", "effective_from", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "returned_because", "state", "summary", "version") VALUES (OLD."base_id", OLD."comments_until", OLD."drafted_by_id", OLD."effective_from", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."returned_because", OLD."state", OLD."summary", OLD."version"); RETURN NULL;', hash='6cf9331536ea158b753f56a80b421c436cabb870', operation='DELETE', pgid='pgtrigger_removed_delete_f2f24', table='policy_policy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='published_unchanged', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (TG_OP <> 'INSERT' AND EXISTS (SELECT FROM policy_policy p WHERE p.id = OLD.policy_id AND p.state IN ('published', 'retired')))\n                       OR (TG_OP <> 'DELETE' AND EXISTS (SELECT FROM policy_policy p WHERE p.id = NEW.policy_id AND p.state IN ('published', 'retired'))) THEN\n                        RAISE EXCEPTION 'The numbers of a published policy never change: draft a new version.';\n                    END IF;\n                    RETURN COALESCE(NEW, OLD);\n                ", hash='162bfb7f2a0b071c4219d7d3cfc2c48163875057', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_published_unchanged_d2e29', table='policy_number', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='ff7cbcc80af7573b2c469fafb3901b3e6f2ba23e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ae5ba', table='policy_number', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_numberversion" ("authority", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason", "value") VALUES (NEW."authority", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."policy_id", NEW."reason", NEW."value"); RETURN NULL;', hash='82d89a5a8167d2085c8544858999c38fa61ac350', operation='INSERT', pgid='pgtrigger_added_insert_fdf4e', table='policy_number', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "policy_numberversion" ("authority", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason", "value") VALUES (NEW."authority", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."policy_id", NEW."reason", NEW."value"); RETURN NULL;', hash='150f04bcd35fb81c110f27b7a6078581050e6f02', operation='UPDATE', pgid='pgtrigger_changed_update_82801', table='policy_number', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "policy_numberversion" ("authority", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason", "value") VALUES (OLD."authority", OLD."id", OLD."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."policy_id", OLD."reason", OLD."value"); RETURN NULL;', hash='2063b5b37dcce716552907b80766f5bae9ea988a', operation='DELETE', pgid='pgtrigger_removed_delete_5aad3', table='policy_number', when='AFTER')),
        ),
    ]
