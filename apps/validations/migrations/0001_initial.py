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
        ('ledger', '0001_initial'),
        ('shippers', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='ExamRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exam_requests', to='shippers.shipper', verbose_name='business')),
                        ('state', models.CharField(choices=[('asked', 'Waits for an officer'), ('granted', 'Granted: more parcels are opened'), ('done', 'Done: its time is over'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', max_length=9)),
                        ('exams_asked', models.PositiveSmallIntegerField(verbose_name='parcels asked for')),
                        ('reason', models.TextField(blank=True, verbose_name='why')),
                        ('language', models.CharField(max_length=10)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('exams_granted', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='parcels granted')),
                        ('first_day', models.DateField(blank=True, null=True)),
                        ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('chance', models.FloatField(blank=True, null=True, verbose_name='chance added to that of each parcel')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('decision_text', models.TextField(blank=True, verbose_name='words of the officer')),
                        ('decision_language', models.CharField(blank=True, max_length=10)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state'], name='exam_request_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'granted'])), fields=('shipper',), name='exam_request_one_open_per_shipper'), models.CheckConstraint(condition=models.Q(models.Q(('chance__isnull', False), ('exams_granted__isnull', False), ('first_day__isnull', False), ('state__in', ['granted', 'done']), ('until__isnull', False)), models.Q(('exams_granted__isnull', True), ('state__in', ['asked', 'declined', 'withdrawn'])), _connector='OR'), name='exam_request_grant_is_whole')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_examrequestversion" ("asked_at", "asked_by_id", "chance", "decided_at", "decided_by_id", "decision_language", "decision_text", "exams_asked", "exams_granted", "first_day", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "shipper_id", "state", "until") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."chance", NEW."decided_at", NEW."decided_by_id", NEW."decision_language", NEW."decision_text", NEW."exams_asked", NEW."exams_granted", NEW."first_day", NEW."id", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reason", NEW."shipper_id", NEW."state", NEW."until"); RETURN NULL;', hash='3e2511182d3e9b690a833003d72ccbf09d7d5256', operation='INSERT', pgid='pgtrigger_added_insert_ef61d', table='validations_examrequest', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "validations_examrequestversion" ("asked_at", "asked_by_id", "chance", "decided_at", "decided_by_id", "decision_language", "decision_text", "exams_asked", "exams_granted", "first_day", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "shipper_id", "state", "until") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."chance", NEW."decided_at", NEW."decided_by_id", NEW."decision_language", NEW."decision_text", NEW."exams_asked", NEW."exams_granted", NEW."first_day", NEW."id", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reason", NEW."shipper_id", NEW."state", NEW."until"); RETURN NULL;', hash='d1acee3491e77e181640308294cff20d5f3dc0b5', operation='UPDATE', pgid='pgtrigger_changed_update_40f19', table='validations_examrequest', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_examrequestversion" ("asked_at", "asked_by_id", "chance", "decided_at", "decided_by_id", "decision_language", "decision_text", "exams_asked", "exams_granted", "first_day", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "shipper_id", "state", "until") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."chance", OLD."decided_at", OLD."decided_by_id", OLD."decision_language", OLD."decision_text", OLD."exams_asked", OLD."exams_granted", OLD."first_day", OLD."id", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reason", OLD."shipper_id", OLD."state", OLD."until"); RETURN NULL;', hash='fc014a21897e93049356f3e795b0224c46fd5c0e', operation='DELETE', pgid='pgtrigger_removed_delete_81e03', table='validations_examrequest', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ExamRequestVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='validations.examrequest')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('shipper', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('state', models.CharField(choices=[('asked', 'Waits for an officer'), ('granted', 'Granted: more parcels are opened'), ('done', 'Done: its time is over'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', max_length=9)),
                        ('exams_asked', models.PositiveSmallIntegerField(verbose_name='parcels asked for')),
                        ('reason', models.TextField(blank=True, verbose_name='why')),
                        ('language', models.CharField(max_length=10)),
                        ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('exams_granted', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='parcels granted')),
                        ('first_day', models.DateField(blank=True, null=True)),
                        ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('chance', models.FloatField(blank=True, null=True, verbose_name='chance added to that of each parcel')),
                        ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('decision_text', models.TextField(blank=True, verbose_name='words of the officer')),
                        ('decision_language', models.CharField(blank=True, max_length=10)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='examrequest_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='examrequest_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b76e1e3230f64666148ce3a5f51a4eae2bef724f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4d60d', table='validations_examrequestversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='329b642d87fc493529f3c4f7268174dbf9855266', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5f45e', table='validations_examrequestversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='validation_visits', to='shippers.shipper', verbose_name='business')),
                        ('kind', models.CharField(choices=[('first', 'First validation'), ('renewal', 'Revalidation'), ('cause', 'Visit for cause')], max_length=7)),
                        ('form', models.CharField(choices=[('on_site', 'On site'), ('remote', 'By video')], max_length=7)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('visited', 'Visited, not closed yet'), ('validated', 'Closed: validated'), ('not_validated', 'Closed: not validated'), ('cancelled', 'Cancelled')], default='planned', max_length=13)),
                        ('day', models.DateField(verbose_name='day planned')),
                        ('place', models.CharField(max_length=300)),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead officer')),
                        ('purpose', models.TextField()),
                        ('language', models.CharField(max_length=10)),
                        ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('planned_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('moved_text', models.TextField(blank=True, verbose_name='why it was moved')),
                        ('moved_language', models.CharField(blank=True, max_length=10)),
                        ('held_on', models.DateField(blank=True, null=True, verbose_name='visited on')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='closed at')),
                        ('decision_text', models.TextField(blank=True, verbose_name='reasons')),
                        ('decision_language', models.CharField(blank=True, max_length=10)),
                        ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.programentry')),
                    ],
                    options={
                        'verbose_name': 'validation visit',
                        'indexes': [models.Index(fields=['state', 'day'], name='visit_state_day')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['planned', 'visited'])), fields=('shipper',), name='visit_one_open_per_shipper'), models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('state', 'validated')), models.Q(models.Q(('state', 'validated'), _negated=True), ('entry__isnull', True)), _connector='OR'), name='visit_validated_by_entry')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_visitversion" ("day", "decided_at", "decided_by_id", "decision_language", "decision_text", "entry_id", "form", "held_on", "id", "kind", "language", "lead_id", "moved_language", "moved_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "purpose", "shipper_id", "state") VALUES (NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_language", NEW."decision_text", NEW."entry_id", NEW."form", NEW."held_on", NEW."id", NEW."kind", NEW."language", NEW."lead_id", NEW."moved_language", NEW."moved_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."place", NEW."planned_at", NEW."planned_by_id", NEW."purpose", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='d1063e6d8d51e4b96fe4fe28c2423b91460410c0', operation='INSERT', pgid='pgtrigger_added_insert_43c33', table='validations_visit', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "validations_visitversion" ("day", "decided_at", "decided_by_id", "decision_language", "decision_text", "entry_id", "form", "held_on", "id", "kind", "language", "lead_id", "moved_language", "moved_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "purpose", "shipper_id", "state") VALUES (NEW."day", NEW."decided_at", NEW."decided_by_id", NEW."decision_language", NEW."decision_text", NEW."entry_id", NEW."form", NEW."held_on", NEW."id", NEW."kind", NEW."language", NEW."lead_id", NEW."moved_language", NEW."moved_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."place", NEW."planned_at", NEW."planned_by_id", NEW."purpose", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='2d855a2d6bf458557bfd31c0327c95b57f62f9a6', operation='UPDATE', pgid='pgtrigger_changed_update_15f1b', table='validations_visit', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_visitversion" ("day", "decided_at", "decided_by_id", "decision_language", "decision_text", "entry_id", "form", "held_on", "id", "kind", "language", "lead_id", "moved_language", "moved_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "purpose", "shipper_id", "state") VALUES (OLD."day", OLD."decided_at", OLD."decided_by_id", OLD."decision_language", OLD."decision_text", OLD."entry_id", OLD."form", OLD."held_on", OLD."id", OLD."kind", OLD."language", OLD."lead_id", OLD."moved_language", OLD."moved_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."place", OLD."planned_at", OLD."planned_by_id", OLD."purpose", OLD."shipper_id", OLD."state"); RETURN NULL;', hash='7cdf07b8498f9e0d0faa9bdb75825dfd262e07d0', operation='DELETE', pgid='pgtrigger_removed_delete_8683d', table='validations_visit', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='VisitVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='validations.visit')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('shipper', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('kind', models.CharField(choices=[('first', 'First validation'), ('renewal', 'Revalidation'), ('cause', 'Visit for cause')], max_length=7)),
                        ('form', models.CharField(choices=[('on_site', 'On site'), ('remote', 'By video')], max_length=7)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('visited', 'Visited, not closed yet'), ('validated', 'Closed: validated'), ('not_validated', 'Closed: not validated'), ('cancelled', 'Cancelled')], default='planned', max_length=13)),
                        ('day', models.DateField(verbose_name='day planned')),
                        ('place', models.CharField(max_length=300)),
                        ('lead', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead officer')),
                        ('purpose', models.TextField()),
                        ('language', models.CharField(max_length=10)),
                        ('planned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('planned_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('moved_text', models.TextField(blank=True, verbose_name='why it was moved')),
                        ('moved_language', models.CharField(blank=True, max_length=10)),
                        ('held_on', models.DateField(blank=True, null=True, verbose_name='visited on')),
                        ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='closed at')),
                        ('decision_text', models.TextField(blank=True, verbose_name='reasons')),
                        ('decision_language', models.CharField(blank=True, max_length=10)),
                        ('entry', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.programentry')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='visit_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='visit_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='296dc2405ca2972ba01be6858e3041ebce962086', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_71124', table='validations_visitversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='476f7247b01edb35937f3d2eae80db401a313dd1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b75d1', table='validations_visitversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Finding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='validations.visit')),
                        ('kind', models.CharField(choices=[('action', 'Required action'), ('advice', 'Recommendation')], max_length=6)),
                        ('state', models.CharField(choices=[('open', 'Waits for the business'), ('answered', 'Waits for an officer'), ('accepted', 'Accepted'), ('noted', 'Needs no answer')], max_length=8)),
                        ('text', models.TextField(verbose_name='what was found')),
                        ('language', models.CharField(max_length=10)),
                        ('due', models.DateField(blank=True, null=True, verbose_name='answer due by')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recorded_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'verbose_name': 'finding of a visit',
                        'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due'], name='finding_open_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due__isnull', False), ('kind', 'action'), models.Q(('state', 'noted'), _negated=True)), models.Q(('due__isnull', True), ('kind', 'advice'), ('state', 'noted')), _connector='OR'), name='finding_action_is_due')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_findingversion" ("due", "id", "kind", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "text", "visit_id") VALUES (NEW."due", NEW."id", NEW."kind", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."state", NEW."text", NEW."visit_id"); RETURN NULL;', hash='bcbf2713fc14d03ebbb4ffd3b89765cc407079ee', operation='INSERT', pgid='pgtrigger_added_insert_1a417', table='validations_finding', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "validations_findingversion" ("due", "id", "kind", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "text", "visit_id") VALUES (NEW."due", NEW."id", NEW."kind", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."state", NEW."text", NEW."visit_id"); RETURN NULL;', hash='f308a036f7766d24f80f75239e1503fc1724f3b9', operation='UPDATE', pgid='pgtrigger_changed_update_3ddc6', table='validations_finding', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "validations_findingversion" ("due", "id", "kind", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "text", "visit_id") VALUES (OLD."due", OLD."id", OLD."kind", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."state", OLD."text", OLD."visit_id"); RETURN NULL;', hash='f57bc6f342c8e2ba64853e5b48c65dc03a64ca39', operation='DELETE', pgid='pgtrigger_removed_delete_6df54', table='validations_finding', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='FindingVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='validations.finding')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='validations.visit')),
                        ('kind', models.CharField(choices=[('action', 'Required action'), ('advice', 'Recommendation')], max_length=6)),
                        ('state', models.CharField(choices=[('open', 'Waits for the business'), ('answered', 'Waits for an officer'), ('accepted', 'Accepted'), ('noted', 'Needs no answer')], max_length=8)),
                        ('text', models.TextField(verbose_name='what was found')),
                        ('language', models.CharField(max_length=10)),
                        ('due', models.DateField(blank=True, null=True, verbose_name='answer due by')),
                        ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recorded_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='finding_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='finding_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='a57647c2e38c826f5b22e4fdd42016bdf861be71', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_afe2c', table='validations_findingversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d2e5b5b0deaaf3261f3c9f9a9bc5725bb6b9a983', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_32edd', table='validations_findingversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='validations.finding')),
                        ('text', models.TextField()),
                        ('language', models.CharField(max_length=10)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='20bb1159b51e4ea599cd93dfa9c52bd3565a8dc2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fdd8d', table='validations_answer', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='f6f62ef86d41f6aa29d3fffc0c873fc67d93fd74', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7de04', table='validations_answer', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Verdict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='validations.answer')),
                        ('accepted', models.BooleanField()),
                        ('text', models.TextField(blank=True)),
                        ('language', models.CharField(max_length=10)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='29cdbf49e9116bad9d886fdd540cf020601928db', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_66a7d', table='validations_verdict', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='8036450c27823e09323b9a787bf4d05aafb8125d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d0879', table='validations_verdict', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='VisitFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='uploads/%Y/%m/')),
                        ('name', models.CharField(max_length=200)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('uploaded_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='validations.visit')),
                        ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='validations.answer')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0a8637076ad5f64d7ee49be61990710760a1c869', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1875d', table='validations_visitfile', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='f5622dce318997cafc80dd0be1314cbc767efde3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c0c93', table='validations_visitfile', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
