import apps.core.codes
import apps.core.migration_operations
import django.contrib.postgres.fields
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
        ('partners', '0001_initial'),
        ('shippers', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='RiskModel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('challenger', 'Challenger'), ('proposed', 'Promotion proposed'), ('champion', 'Champion'), ('retired', 'Retired'), ('discarded', 'Discarded')], default='challenger', max_length=10)),
                        ('kind', models.CharField(max_length=10)),
                        ('seed', models.PositiveIntegerField()),
                        ('digest', models.CharField(max_length=64, verbose_name='digest of the data')),
                        ('content', models.BinaryField()),
                        ('first_day', models.DateField(verbose_name='first day of the data')),
                        ('last_day', models.DateField(verbose_name='last day of the data')),
                        ('examples', models.PositiveIntegerField(verbose_name='parcels with an outcome')),
                        ('card', models.JSONField(default=dict, verbose_name='figures')),
                        ('trained_at', models.DateTimeField(verbose_name='trained')),
                        ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_because', models.TextField(blank=True, verbose_name='why it is proposed')),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('promoted_at', models.DateTimeField(blank=True, null=True, verbose_name='champion since')),
                        ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired')),
                        ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targeting.riskmodel')),
                    ],
                    options={
                        'verbose_name': 'model of risk',
                        'verbose_name_plural': 'models of risk',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'champion')), fields=('state',), name='targeting_one_champion'), models.UniqueConstraint(fields=('digest', 'kind'), name='targeting_model_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targeting_riskmodelversion" ("approved_by_id", "before_id", "card", "digest", "examples", "first_day", "id", "kind", "last_day", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoted_at", "proposed_because", "proposed_by_id", "retired_at", "seed", "state", "trained_at") VALUES (NEW."approved_by_id", NEW."before_id", NEW."card", NEW."digest", NEW."examples", NEW."first_day", NEW."id", NEW."kind", NEW."last_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."promoted_at", NEW."proposed_because", NEW."proposed_by_id", NEW."retired_at", NEW."seed", NEW."state", NEW."trained_at"); RETURN NULL;', hash='af78d0881c5b9cff773d1fdc2d7510b732950ddf', operation='INSERT', pgid='pgtrigger_added_insert_0da74', table='targeting_riskmodel', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."before_id" IS DISTINCT FROM (NEW."before_id") OR OLD."card" IS DISTINCT FROM (NEW."card") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."examples" IS DISTINCT FROM (NEW."examples") OR OLD."first_day" IS DISTINCT FROM (NEW."first_day") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."last_day" IS DISTINCT FROM (NEW."last_day") OR OLD."promoted_at" IS DISTINCT FROM (NEW."promoted_at") OR OLD."proposed_because" IS DISTINCT FROM (NEW."proposed_because") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at") OR OLD."seed" IS DISTINCT FROM (NEW."seed") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."trained_at" IS DISTINCT FROM (NEW."trained_at"))', func='INSERT INTO "targeting_riskmodelversion" ("approved_by_id", "before_id", "card", "digest", "examples", "first_day", "id", "kind", "last_day", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoted_at", "proposed_because", "proposed_by_id", "retired_at", "seed", "state", "trained_at") VALUES (NEW."approved_by_id", NEW."before_id", NEW."card", NEW."digest", NEW."examples", NEW."first_day", NEW."id", NEW."kind", NEW."last_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."promoted_at", NEW."proposed_because", NEW."proposed_by_id", NEW."retired_at", NEW."seed", NEW."state", NEW."trained_at"); RETURN NULL;', hash='1e18c1d84fac0a02df4e12e29055c8a8304b268a', operation='UPDATE', pgid='pgtrigger_changed_update_57937', table='targeting_riskmodel', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targeting_riskmodelversion" ("approved_by_id", "before_id", "card", "digest", "examples", "first_day", "id", "kind", "last_day", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoted_at", "proposed_because", "proposed_by_id", "retired_at", "seed", "state", "trained_at") VALUES (OLD."approved_by_id", OLD."before_id", OLD."card", OLD."digest", OLD."examples", OLD."first_day", OLD."id", OLD."kind", OLD."last_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."promoted_at", OLD."proposed_because", OLD."proposed_by_id", OLD."retired_at", OLD."seed", OLD."state", OLD."trained_at"); RETURN NULL;', hash='f04af36c285a7e7bbaae28129b66ae055db83e08', operation='DELETE', pgid='pgtrigger_removed_delete_0ffdc', table='targeting_riskmodel', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='RiskModelVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='targeting.riskmodel')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('challenger', 'Challenger'), ('proposed', 'Promotion proposed'), ('champion', 'Champion'), ('retired', 'Retired'), ('discarded', 'Discarded')], default='challenger', max_length=10)),
                        ('kind', models.CharField(max_length=10)),
                        ('seed', models.PositiveIntegerField()),
                        ('digest', models.CharField(max_length=64, verbose_name='digest of the data')),
                        ('first_day', models.DateField(verbose_name='first day of the data')),
                        ('last_day', models.DateField(verbose_name='last day of the data')),
                        ('examples', models.PositiveIntegerField(verbose_name='parcels with an outcome')),
                        ('card', models.JSONField(default=dict, verbose_name='figures')),
                        ('trained_at', models.DateTimeField(verbose_name='trained')),
                        ('proposed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_because', models.TextField(blank=True, verbose_name='why it is proposed')),
                        ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('promoted_at', models.DateTimeField(blank=True, null=True, verbose_name='champion since')),
                        ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired')),
                        ('before', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='targeting.riskmodel')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='riskmodel_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='riskmodel_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='618813613498c9f9a8fff9051083334ddf74f90d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6bb9f', table='targeting_riskmodelversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0efa4239333d244f0fd925eb94c307ba198988e8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b7ac1', table='targeting_riskmodelversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DriftLook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drift_looks', to='targeting.riskmodel')),
                        ('day', models.DateField()),
                        ('first_day', models.DateField(verbose_name='first day of the parcels that came lately')),
                        ('learned', models.PositiveIntegerField(verbose_name='parcels of the days of the training')),
                        ('arrived', models.PositiveIntegerField(verbose_name='parcels that came lately')),
                        ('at', models.DateTimeField(verbose_name='looked')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('model', 'day'), name='drift_look_once_a_day')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bddf1d596e0fcbe44e928221d37da38eceab7887', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0e6e', table='targeting_driftlook', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='1487b2f6fa2fdc19ffa1b638671ed040221f779e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ba6ce', table='targeting_driftlook', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FeatureDrift',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('look', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='features', to='targeting.driftlook')),
                        ('feature', models.CharField(max_length=60)),
                        ('index', models.FloatField(verbose_name='stability index')),
                        ('bound', models.FloatField(verbose_name='alarm from')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('look', 'feature'), name='drift_once_a_feature')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='71eac78e6c37d565f77cc3451f95bf2d783ae7ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c023', table='targeting_featuredrift', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='18ac2be314072e35e021c2494a6a82f60c3e70a2', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_17f9d', table='targeting_featuredrift', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='DriftAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('look', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='targeting.driftlook')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('reasons', models.TextField(blank=True, verbose_name='why the model stays')),
                        ('challenger', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targeting.riskmodel')),
                        ('at', models.DateTimeField(verbose_name='answered')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('by', None), _negated=True), models.Q(('reasons', ''), _negated=True), ('challenger', None)), models.Q(('reasons', ''), models.Q(('challenger', None), _negated=True)), _connector='OR'), name='drift_answer_of_one_kind')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2432a14c3c4597e73d6b1e1f97a2c8278d4b0440', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_888a5', table='targeting_driftanswer', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='0e31c0883d90fe502275e63381d2162ecc47825c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b1930', table='targeting_driftanswer', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Assessment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner', verbose_name='declared by')),
                        ('issuer', models.CharField(max_length=40)),
                        ('reference', models.CharField(max_length=80)),
                        ('parcel', models.BinaryField(db_default=b'', default=b'', max_length=16)),
                        ('shipper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('seller_source', models.CharField(max_length=40, verbose_name="source of the seller's code")),
                        ('seller', models.CharField(max_length=100)),
                        ('seller_name', models.CharField(blank=True, max_length=200, verbose_name='name of the seller')),
                        ('port', apps.core.codes.CodeField(blank=True, max_length=40)),
                        ('day', models.DateField()),
                        ('declared', models.JSONField(verbose_name='declaration')),
                        ('digest', models.BinaryField(max_length=16)),
                        ('cause', models.CharField(choices=[('declared', 'The parcel was declared'), ('answered', 'What was asked was answered'), ('unanswered', 'Nobody answered in time'), ('repeated', 'An earlier answer was used'), ('set_aside', 'An earlier answer was set aside'), ('reassessed', 'Something became known about the parcel')], max_length=10, verbose_name='follows')),
                        ('follows', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='targeting.assessment')),
                        ('used', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='targeting.assessment', verbose_name='earlier answer')),
                        ('text', models.TextField(blank=True, verbose_name='answer')),
                        ('language', models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='written in')),
                        ('correction', models.JSONField(default=dict, verbose_name='corrected fields')),
                        ('screening', models.CharField(blank=True, choices=[('clear', 'Nothing was found'), ('alarm', 'Something was found, or could not be ruled out')], max_length=5, verbose_name='result of the screening')),
                        ('outcome', models.CharField(choices=[('complete', 'Assessment complete'), ('request_information', 'Information requested'), ('request_screening', 'Screening requested'), ('do_not_load', 'Do not load')], max_length=20)),
                        ('reasons', models.JSONField(default=list)),
                        ('must_open', models.BooleanField(default=False, verbose_name='to be opened')),
                        ('addressee', models.CharField(blank=True, choices=[('seller', 'The seller'), ('carrier', 'The carrier')], max_length=10, verbose_name='who answers')),
                        ('asked_for', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list)),
                        ('answer_by', models.DateTimeField(null=True)),
                        ('tier', models.PositiveSmallIntegerField(null=True)),
                        ('model', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targeting.riskmodel')),
                        ('chance', models.FloatField(null=True, verbose_name='chance to be wrong')),
                        ('novelty', models.FloatField(null=True)),
                        ('line', models.BinaryField(max_length=16, null=True)),
                        ('has_passed', models.BooleanField(db_default=False, default=False, verbose_name='passed before, never opened')),
                        ('points', models.SmallIntegerField()),
                        ('at', models.DateTimeField(verbose_name='assessed')),
                    ],
                    options={
                        'verbose_name': 'assessment of a parcel',
                        'verbose_name_plural': 'assessments of parcels',
                        'indexes': [models.Index(fields=['parcel', '-id'], name='assessment_one_parcel'), models.Index(fields=['partner', 'id'], name='assessment_partner'), models.Index(fields=['reference'], name='assessment_reference'), models.Index(fields=['day', 'port'], name='assessment_day_port'), models.Index(condition=models.Q(('follows', None)), fields=['line', 'day'], name='assessment_line'), models.Index(condition=models.Q(('addressee', 'seller')), fields=['shipper', 'id'], name='assessment_of_seller'), models.Index(condition=models.Q(('cause', 'answered')), fields=['partner', 'seller', '-id'], name='assessment_answered'), models.Index(condition=models.Q(('used', None), _negated=True), fields=['used'], name='assessment_using')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('addressee', ''), ('answer_by', None)), models.Q(models.Q(('addressee', ''), _negated=True), models.Q(('answer_by', None), _negated=True)), _connector='OR'), name='assessment_asked_until')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='82ee0547d812bc4c9e947a0dcc575c1abfb23750', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aa25e', table='targeting_assessment', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='8df043b9fdbd1e87c424e185e6df264fd7e729ee', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_81eb8', table='targeting_assessment', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='SetAside',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='targeting.assessment')),
                        ('reasons', models.TextField(verbose_name='why it is used no more')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='set aside by')),
                        ('at', models.DateTimeField(verbose_name='set aside')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='70b91cf2f8781158fb30a7518c5bcb5b21a7eac3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9c23c', table='targeting_setaside', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9df03ab253ed69468c130dd0f783ab21ec0f2ead', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_dc0ae', table='targeting_setaside', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='UpheldAlarm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('alarm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='upheld', to='targeting.assessment')),
                        ('reasons', models.TextField(verbose_name='why it stands')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='upheld by')),
                        ('at', models.DateTimeField(verbose_name='upheld')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='790e6b9d0e736c3d5230173af4733a110a73bbf7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ef480', table='targeting_upheldalarm', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='37199402804e3b59f01f602228f535ee524a73f3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_acd47', table='targeting_upheldalarm', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PortCapacity',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('port', apps.core.codes.CodeField(max_length=40)),
                        ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], null=True, verbose_name='day of the week')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='one day')),
                        ('exams', models.PositiveIntegerField(verbose_name='parcels that can be opened')),
                    ],
                    options={
                        'verbose_name': 'capacity of a port',
                        'verbose_name_plural': 'capacities of ports',
                        'constraints': [models.UniqueConstraint(fields=('port', 'weekday', 'day'), name='capacity_once_a_port_and_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('weekday', None), ('day', None), _connector='OR'), name='capacity_of_one_kind_of_day')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targeting_portcapacityversion" ("day", "exams", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "weekday") VALUES (NEW."day", NEW."exams", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."port", NEW."weekday"); RETURN NULL;', hash='c578d09898aa30c03c88f4d1ada38f5d5c5fd374', operation='INSERT', pgid='pgtrigger_added_insert_8d43c', table='targeting_portcapacity', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "targeting_portcapacityversion" ("day", "exams", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "weekday") VALUES (NEW."day", NEW."exams", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."port", NEW."weekday"); RETURN NULL;', hash='7429b5f04e12a60f87e0f2cf683d8a6d23922501', operation='UPDATE', pgid='pgtrigger_changed_update_ed2eb', table='targeting_portcapacity', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targeting_portcapacityversion" ("day", "exams", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "weekday") VALUES (OLD."day", OLD."exams", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."port", OLD."weekday"); RETURN NULL;', hash='23695457057ad4d76d10853b3ef23820e017a64e', operation='DELETE', pgid='pgtrigger_removed_delete_8df66', table='targeting_portcapacity', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='PortCapacityVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='targeting.portcapacity')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('port', apps.core.codes.CodeField(max_length=40)),
                        ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], null=True, verbose_name='day of the week')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='one day')),
                        ('exams', models.PositiveIntegerField(verbose_name='parcels that can be opened')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='portcapacity_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='portcapacity_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='e58c6ec6e125230448842ab2f0d6c09425bf1b49', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3b13d', table='targeting_portcapacityversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='610a4b5e91dfa67802da83c56e35672f6fc157f1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bce0c', table='targeting_portcapacityversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PortDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('port', apps.core.codes.CodeField(blank=True, max_length=40)),
                        ('day', models.DateField()),
                    ],
                    options={
                        'verbose_name': 'exams of a port and day',
                        'verbose_name_plural': 'exams by port and day',
                        'constraints': [models.UniqueConstraint(fields=('port', 'day'), name='port_day_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3f48ca6629d49ced616b15d5786c79cf5a9c92fc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fbd7c', table='targeting_portday', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='bcbb7bdff8edc0f8a9af9a43b77a2c823189e57f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_679c8', table='targeting_portday', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Draw',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('port_day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='targeting.portday')),
                        ('exams', models.PositiveIntegerField(null=True, verbose_name='capacity of the day')),
                        ('capacity', models.FloatField(verbose_name='capacity of the draw')),
                        ('unseen', models.FloatField(verbose_name='share for what was never seen')),
                        ('at_random', models.FloatField(verbose_name='share drawn at random')),
                        ('floor', models.FloatField(verbose_name='least chance of any parcel')),
                        ('promised', models.JSONField(default=dict, verbose_name='promised rates')),
                        ('rooms', models.JSONField(default=dict, verbose_name='rooms of groups')),
                        ('groups', models.JSONField(default=dict, verbose_name='exams by group')),
                        ('forgone', models.FloatField(default=0.0, verbose_name='findings forgone')),
                        ('policy_version', models.PositiveIntegerField(verbose_name='version of the policy')),
                        ('seed', models.PositiveBigIntegerField()),
                        ('parcels', models.PositiveIntegerField()),
                        ('selected', models.PositiveIntegerField()),
                        ('at', models.DateTimeField(verbose_name='drawn')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='43cc36a69742b4dea7459e32786be7b10bce5432', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d290b', table='targeting_draw', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9df052ff630aa1baa39c037ed12e973414de05c5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c6633', table='targeting_draw', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Lot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='targeting.draw')),
                        ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lot', to='targeting.assessment')),
                        ('tier', models.PositiveSmallIntegerField(null=True)),
                        ('share', models.CharField(blank=True, choices=[('rule', 'Hard rule'), ('risk', 'Risk'), ('unseen', 'Never seen before'), ('random', 'Drawn at random'), ('follow_up', 'Drawn at random after a wrong one'), ('surplus', 'Drawn at random beyond the share that counts'), ('left_over', 'Place that a promise or a bound left over')], max_length=10, verbose_name='selected by')),
                        ('probability', models.FloatField(verbose_name='probability to be selected')),
                        ('at_random', models.FloatField(verbose_name='probability to be drawn at random')),
                        ('counted', models.FloatField(null=True, verbose_name='probability to count in the rate')),
                        ('promised', models.FloatField(null=True, verbose_name='promised probability to count')),
                        ('after_wrong', models.FloatField(null=True, verbose_name='probability after a wrong parcel')),
                        ('is_equal', models.BooleanField(null=True, verbose_name='drawn by the probability of all parcels')),
                        ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), default=list, size=None)),
                    ],
                    options={
                        'verbose_name': 'parcel to examine',
                        'verbose_name_plural': 'parcels to examine',
                        'indexes': [models.Index(condition=models.Q(('share', ''), _negated=True), fields=['draw'], name='lot_selected')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('at_random__gte', 0), ('at_random__lte', models.F('probability')), ('probability__gte', 0), ('probability__lte', 1)), name='lot_probabilities'), models.CheckConstraint(condition=models.Q(('after_wrong__lte', 1), ('counted__range', (0, models.F('at_random'))), ('promised__range', (models.F('counted'), 1))), name='lot_counted_within_promised')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eec0ecd6f3bc1cc195fb9de0507a9ecb15197ad6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eb2ce', table='targeting_lot', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='0a48b9df0fb8f637ba3c5acc44503f94ac160386', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_16215', table='targeting_lot', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Exam',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exams', to='targeting.lot')),
                        ('result', models.CharField(choices=[('clean', 'Clean'), ('discrepant', 'Discrepant')], max_length=10)),
                        ('category', models.CharField(blank=True, choices=[('narcotics', 'Narcotics and precursors'), ('weapons', 'Weapons'), ('restricted_party', 'Dealing with a restricted party'), ('false_statement', 'Knowing false statement to the program'), ('counterfeit', 'Counterfeit or infringing goods'), ('forced_labor', 'Goods made with forced labor'), ('evasion', 'Evasion of antidumping or countervailing duty, transshipment'), ('unsafe_goods', 'Unsafe or inadmissible goods'), ('undervaluation', 'Undervaluation'), ('classification', 'Wrong classification'), ('origin', 'Wrong origin'), ('splitting', 'Splitting of shipments'), ('missing_agency_data', 'Missing partner agency data'), ('records', 'Records not produced'), ('vague_data', 'Vague or incomplete data'), ('late_filing', 'Late filing'), ('marking', 'Marking'), ('clerical', 'Clerical error')], max_length=20, verbose_name='what was wrong')),
                        ('disposition', models.CharField(choices=[('released', 'It goes on'), ('detained', 'It is detained'), ('seized', 'It is seized')], max_length=10, verbose_name='what follows')),
                        ('text', models.TextField(blank=True, verbose_name='what was seen')),
                        ('recording', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.recording')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                        ('at', models.DateTimeField(verbose_name='recorded')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('category', ''), ('result', 'clean')), models.Q(('result', 'discrepant'), models.Q(('category', ''), _negated=True)), _connector='OR'), name='exam_category_where_wrong')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbdb4de007d5ab48f330c7c84981398f9bbd802a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e55df', table='targeting_exam', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='26743f91a60bb0359a758faf7192a58a895b4008', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cf6ea', table='targeting_exam', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
