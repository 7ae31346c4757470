import apps.core.migration_operations
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
import django_countries.fields
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
                    name='AgencyOfficer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('bound_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('bound_at', models.DateTimeField(verbose_name='at')),
                    ],
                    options={
                        'verbose_name': 'officer of an agency',
                        'verbose_name_plural': 'officers of agencies',
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_agencyofficerversion" ("agency", "bound_at", "bound_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "user_id") VALUES (NEW."agency", NEW."bound_at", NEW."bound_by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reason", NEW."user_id"); RETURN NULL;', hash='4a8b2e21ecb15794800f4c857191e6daaebbc5b0', operation='INSERT', pgid='pgtrigger_added_insert_40391', table='agencies_agencyofficer', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agencies_agencyofficerversion" ("agency", "bound_at", "bound_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "user_id") VALUES (NEW."agency", NEW."bound_at", NEW."bound_by_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reason", NEW."user_id"); RETURN NULL;', hash='bf79cf2ed95d9d0d064a54b8098a1166ee7d6415', operation='UPDATE', pgid='pgtrigger_changed_update_d1a0c', table='agencies_agencyofficer', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_agencyofficerversion" ("agency", "bound_at", "bound_by_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "user_id") VALUES (OLD."agency", OLD."bound_at", OLD."bound_by_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reason", OLD."user_id"); RETURN NULL;', hash='f4e4acc4295c2537b6c4ed72db124ac67c50c433', operation='DELETE', pgid='pgtrigger_removed_delete_f5ef7', table='agencies_agencyofficer', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='AgencyOfficerVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='agencies.agencyofficer')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('bound_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('bound_at', models.DateTimeField(verbose_name='at')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='agencyofficer_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='agencyofficer_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='25fc939518bb6076d69d43c32e3e918af588d6ed', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_95d3f', table='agencies_agencyofficerversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eb7f2da0c40d86159ad4e52c7652058bedf81db7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f9ea9', table='agencies_agencyofficerversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='AgencyParcel',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'parcel in your competence',
                        'verbose_name_plural': 'parcels in your competence',
                        'proxy': True,
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('ledger.parcel',),
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.parcel', verbose_name='parcel')),
                        ('shipper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('state', models.CharField(choices=[('in_force', 'In force'), ('lifted', 'Lifted')], default='in_force', max_length=8, verbose_name='state')),
                        ('until', models.DateField(verbose_name='held until')),
                        ('placed_at', models.DateTimeField(verbose_name='placed')),
                    ],
                    options={
                        'verbose_name': 'hold on a parcel',
                        'verbose_name_plural': 'holds on parcels',
                        'indexes': [models.Index(fields=['agency', 'state', 'until'], name='agency_hold_until'), models.Index(fields=['parcel', 'id'], name='agency_hold_parcel')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('agency', 'parcel'), name='agency_hold_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."agency" IS DISTINCT FROM (NEW."agency") OR OLD."parcel_id" IS DISTINCT FROM (NEW."parcel_id") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='36f2f50d664e67a4fddddc863b81d4eec140c72e', operation='UPDATE', pgid='pgtrigger_fixed_c821a', table='agencies_hold', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4481c24666a5bd48255ac05658525717b635ba81', operation='DELETE', pgid='pgtrigger_kept_af94b', table='agencies_hold', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='62ab7a506588efa705d96a1999b1d2184c81324a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6ba1c', table='agencies_hold', when='BEFORE')), pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_holdversion" ("agency", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "shipper_id", "state", "until") VALUES (NEW."agency", NEW."id", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."placed_at", NEW."shipper_id", NEW."state", NEW."until"); RETURN NULL;', hash='e6ba959deccf4adec6e9509d3350ff6fc3a43788', operation='INSERT', pgid='pgtrigger_added_insert_681c7', table='agencies_hold', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agencies_holdversion" ("agency", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "shipper_id", "state", "until") VALUES (NEW."agency", NEW."id", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."placed_at", NEW."shipper_id", NEW."state", NEW."until"); RETURN NULL;', hash='aeab2f427942dfd7d0e4d88422ea744641c219f3', operation='UPDATE', pgid='pgtrigger_changed_update_9ea01', table='agencies_hold', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_holdversion" ("agency", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "shipper_id", "state", "until") VALUES (OLD."agency", OLD."id", OLD."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."placed_at", OLD."shipper_id", OLD."state", OLD."until"); RETURN NULL;', hash='63d6ce49581f54fc2ccf7c45b297279f10ada044', operation='DELETE', pgid='pgtrigger_removed_delete_b9238', table='agencies_hold', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='HoldVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='agencies.hold')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('parcel', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.parcel', verbose_name='parcel')),
                        ('shipper', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('state', models.CharField(choices=[('in_force', 'In force'), ('lifted', 'Lifted')], default='in_force', max_length=8, verbose_name='state')),
                        ('until', models.DateField(verbose_name='held until')),
                        ('placed_at', models.DateTimeField(verbose_name='placed')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='hold_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='hold_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b7f5c5de8c8c0d1b5a0887cb74c83f03c5fbc7be', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3f063', table='agencies_holdversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3039bb8f5f6dc485b3b75341ffb5a3926e5928db', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2d956', table='agencies_holdversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='HoldAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='agencies.hold')),
                        ('kind', models.CharField(choices=[('placed', 'Placed'), ('extended', 'Goes on'), ('lifted', 'Lifted'), ('ended', 'Ended by its day')], max_length=8, verbose_name='what was done')),
                        ('grounds', models.TextField(blank=True, verbose_name='grounds')),
                        ('language', models.CharField(max_length=10, verbose_name='written in')),
                        ('until', models.DateField(null=True, verbose_name='held until')),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('at', models.DateTimeField(verbose_name='at')),
                    ],
                    options={
                        'verbose_name': 'act on a hold',
                        'verbose_name_plural': 'acts on holds',
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='482dd186c09db58f8a468727d10ba3035b79895e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e6157', table='agencies_holdact', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='25ec4a2e366b80f8c70b529d4bba5cfbffea3465', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_83f65', table='agencies_holdact', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='AgencyQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('asked', 'The agency was asked'), ('answered', 'The agency answered'), ('withdrawn', 'Taken back'), ('closed', 'Read')], default='asked', max_length=9, verbose_name='state')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('parcel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.parcel', verbose_name='parcel')),
                        ('shipper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('subject', models.CharField(max_length=120, verbose_name='subject')),
                        ('text', models.TextField(verbose_name='question')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                        ('asked_at', models.DateTimeField(verbose_name='asked')),
                        ('answer', models.TextField(blank=True, verbose_name='answer')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ],
                    options={
                        'verbose_name': 'question to an agency',
                        'verbose_name_plural': 'questions to agencies',
                        'indexes': [models.Index(fields=['agency', 'state', '-id'], name='agency_question_state'), models.Index(condition=models.Q(('parcel__isnull', False)), fields=['agency', 'parcel'], name='agency_question_parcel')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_agencyquestionversion" ("agency", "answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "state", "subject", "text") VALUES (NEW."agency", NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."shipper_id", NEW."state", NEW."subject", NEW."text"); RETURN NULL;', hash='be41cae5397964bd9624582cf13748e1cb19e47c', operation='INSERT', pgid='pgtrigger_added_insert_44813', table='agencies_agencyquestion', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agencies_agencyquestionversion" ("agency", "answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "state", "subject", "text") VALUES (NEW."agency", NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."shipper_id", NEW."state", NEW."subject", NEW."text"); RETURN NULL;', hash='37ebfb3d6471028de55a11e76c67907bc5f4b1f7', operation='UPDATE', pgid='pgtrigger_changed_update_29b19', table='agencies_agencyquestion', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_agencyquestionversion" ("agency", "answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "parcel_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shipper_id", "state", "subject", "text") VALUES (OLD."agency", OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."id", OLD."parcel_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."shipper_id", OLD."state", OLD."subject", OLD."text"); RETURN NULL;', hash='7e5aa35fd08b6bb2e884cb7e7cb06692cf516df2', operation='DELETE', pgid='pgtrigger_removed_delete_7ef04', table='agencies_agencyquestion', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='AgencyQuestionVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='agencies.agencyquestion')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('asked', 'The agency was asked'), ('answered', 'The agency answered'), ('withdrawn', 'Taken back'), ('closed', 'Read')], default='asked', max_length=9, verbose_name='state')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('parcel', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.parcel', verbose_name='parcel')),
                        ('shipper', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('subject', models.CharField(max_length=120, verbose_name='subject')),
                        ('text', models.TextField(verbose_name='question')),
                        ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                        ('asked_at', models.DateTimeField(verbose_name='asked')),
                        ('answer', models.TextField(blank=True, verbose_name='answer')),
                        ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='agencyquestion_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='agencyquestion_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7a93e80787aeecde39b58ab433e043e92b244dbc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4d375', table='agencies_agencyquestionversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d5f64ca1371a670924892bf69b2d99e098ea747', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8ba8f', table='agencies_agencyquestionversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FiledFirm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('unmatched', 'No business is like it'), ('suggested', 'May be a business here'), ('confirmed', 'Is a business here'), ('dismissed', 'Is another business')], default='unmatched', max_length=9, verbose_name='state')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('number', models.CharField(max_length=250, verbose_name='number of the firm')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=400, verbose_name='address')),
                        ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                        ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[], default=list, editable=False)),
                        ('shipper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('probability', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, verbose_name='probability')),
                        ('because', models.JSONField(blank=True, default=list, verbose_name='what speaks for it')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                    ],
                    options={
                        'verbose_name': "firm of an agency's file",
                        'verbose_name_plural': "firms of agencies' files",
                        'indexes': [models.Index(fields=['state', 'agency', 'id'], name='agency_firm_state'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['keys'], name='agency_firm_keys')],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'number'), name='agency_firm_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_filedfirmversion" ("address", "agency", "because", "country", "decided_at", "decided_by_id", "id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "shipper_id", "state") VALUES (NEW."address", NEW."agency", NEW."because", NEW."country", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."probability", NEW."reasons", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='bc8bf0e1d03f4429448bd8fc426b60895d3ec28a', operation='INSERT', pgid='pgtrigger_added_insert_2d722', table='agencies_filedfirm', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."agency" IS DISTINCT FROM (NEW."agency") OR OLD."because" IS DISTINCT FROM (NEW."because") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."probability" IS DISTINCT FROM (NEW."probability") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "agencies_filedfirmversion" ("address", "agency", "because", "country", "decided_at", "decided_by_id", "id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "shipper_id", "state") VALUES (NEW."address", NEW."agency", NEW."because", NEW."country", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."probability", NEW."reasons", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='9d2040593b960839bcfb956c9b6f024043d9d7be', operation='UPDATE', pgid='pgtrigger_changed_update_b603d', table='agencies_filedfirm', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agencies_filedfirmversion" ("address", "agency", "because", "country", "decided_at", "decided_by_id", "id", "name", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "shipper_id", "state") VALUES (OLD."address", OLD."agency", OLD."because", OLD."country", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."name", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."probability", OLD."reasons", OLD."shipper_id", OLD."state"); RETURN NULL;', hash='608d2ccc7fc9c55f592c470cfaf3e1ea32e051c9', operation='DELETE', pgid='pgtrigger_removed_delete_2fe4b', table='agencies_filedfirm', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='FiledFirmVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='agencies.filedfirm')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('unmatched', 'No business is like it'), ('suggested', 'May be a business here'), ('confirmed', 'Is a business here'), ('dismissed', 'Is another business')], default='unmatched', max_length=9, verbose_name='state')),
                        ('agency', models.CharField(choices=[('CPSC', 'CPSC'), ('EPA', 'EPA'), ('FDA', 'FDA'), ('FWS', 'FWS'), ('USDA', 'USDA')], max_length=8, verbose_name='agency')),
                        ('number', models.CharField(max_length=250, verbose_name='number of the firm')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('address', models.CharField(blank=True, max_length=400, verbose_name='address')),
                        ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                        ('shipper', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('probability', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, verbose_name='probability')),
                        ('because', models.JSONField(blank=True, default=list, verbose_name='what speaks for it')),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='filedfirm_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='filedfirm_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='afbcb1641bd9bc5dc42834308bbbc4649cf44593', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_206ae', table='agencies_filedfirmversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='995f4a4e5e91a4fcebfb3797a9166aeaefaa2ba1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cf0ef', table='agencies_filedfirmversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FirmDismissal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dismissals', to='agencies.filedfirm')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('reasons', models.TextField(verbose_name='reasons')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('at', models.DateTimeField(verbose_name='at')),
                    ],
                    options={
                        'verbose_name': 'dismissal of a firm',
                        'verbose_name_plural': 'dismissals of firms',
                        'indexes': [models.Index(fields=['firm', '-id'], name='agency_firm_dismissed')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cab0c4ac7f2186e63123ffecb11e70fc43f2037d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_998c4', table='agencies_firmdismissal', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='fd318d68ab5f7e39371b87e86dedac0b2b58a702', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_195d1', table='agencies_firmdismissal', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FiledFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='agencies.filedfirm')),
                        ('number', models.CharField(max_length=80, verbose_name='number')),
                        ('day', models.DateField(verbose_name='day')),
                        ('product', models.CharField(blank=True, max_length=200, verbose_name='goods')),
                        ('category', models.CharField(choices=[('narcotics', 'Narcotics and precursors'), ('weapons', 'Weapons'), ('restricted_party', 'Dealing with a restricted party'), ('false_statement', 'Knowing false statement to the program'), ('counterfeit', 'Counterfeit or infringing goods'), ('forced_labor', 'Goods made with forced labor'), ('evasion', 'Evasion of antidumping or countervailing duty, transshipment'), ('unsafe_goods', 'Unsafe or inadmissible goods'), ('undervaluation', 'Undervaluation'), ('classification', 'Wrong classification'), ('origin', 'Wrong origin'), ('splitting', 'Splitting of shipments'), ('missing_agency_data', 'Missing partner agency data'), ('records', 'Records not produced'), ('vague_data', 'Vague or incomplete data'), ('late_filing', 'Late filing'), ('marking', 'Marking'), ('clerical', 'Clerical error')], max_length=20, verbose_name='category')),
                        ('charges', models.JSONField(default=list, verbose_name='charges')),
                        ('loaded_at', models.DateTimeField(verbose_name='loaded')),
                    ],
                    options={
                        'verbose_name': "finding of an agency's file",
                        'verbose_name_plural': "findings of agencies' files",
                        'indexes': [models.Index(fields=['firm', 'day'], name='agency_finding_day')],
                        'constraints': [models.UniqueConstraint(fields=('firm', 'number'), name='agency_finding_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='91fb423ea5474436173acd2fb2649bd61b9d255f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_661e1', table='agencies_filedfinding', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7a71c34035ad807a9bae374b375a676f1ea95a1a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_29eea', table='agencies_filedfinding', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='AllegedFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('finding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='alleged', to='agencies.filedfinding')),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.case')),
                    ],
                    options={
                        'verbose_name': 'violation alleged of a finding',
                        'verbose_name_plural': 'violations alleged of findings',
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abc2dcd30f2fa47d7a2dcbd2cba9fd4d32d5ae83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2ee70', table='agencies_allegedfinding', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='6689432a053b3b1fa464bf0c5117df79525b32dd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fc712', table='agencies_allegedfinding', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
