from pathlib import Path

import apps.core.clock
import apps.core.fields
import apps.core.migration_operations
import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.fields.json
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('jobs', '0001_initial'),
        ('ledger', '0001_initial'),
        ('oauth2_provider', '__first__'),
        ('policy', '0001_initial'),
        ('shippers', '0001_initial'),
        ('standing', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Partner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, unique=True)),
                        ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40))),
                        ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='ledger.reporter', verbose_name='reports as')),
                        ('active', models.BooleanField(default=True)),
                        ('contact_email', models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='contact')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_partnerversion" ("active", "client_id", "contact_email", "created_at", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporter_id", "scopes") VALUES (NEW."active", NEW."client_id", NEW."contact_email", NEW."created_at", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reporter_id", NEW."scopes"); RETURN NULL;', hash='8be262642aa371a37f14c3449beb13d73c14d35b', operation='INSERT', pgid='pgtrigger_added_insert_67497', table='partners_partner', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_partnerversion" ("active", "client_id", "contact_email", "created_at", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporter_id", "scopes") VALUES (NEW."active", NEW."client_id", NEW."contact_email", NEW."created_at", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reporter_id", NEW."scopes"); RETURN NULL;', hash='032e524e5f1c42e563a22d55284d82ea0d096cd0', operation='UPDATE', pgid='pgtrigger_changed_update_c2d64', table='partners_partner', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_partnerversion" ("active", "client_id", "contact_email", "created_at", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporter_id", "scopes") VALUES (OLD."active", OLD."client_id", OLD."contact_email", OLD."created_at", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reporter_id", OLD."scopes"); RETURN NULL;', hash='feecaa293699c4a8608ddb3b7bee839a5beb82b4', operation='DELETE', pgid='pgtrigger_removed_delete_87c94', table='partners_partner', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='PartnerVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.partner')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('name', models.CharField(max_length=200)),
                        ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40))),
                        ('reporter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.reporter', verbose_name='reports as')),
                        ('active', models.BooleanField(default=True)),
                        ('contact_email', models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='contact')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='partner_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='partner_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='5b6ee45aad0bdd5d0976d9696a7977b6e5819fe5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d67d5', table='partners_partnerversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='803c2fd39c2b0aa61d2f892f3af4257208d31514', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_63bd3', table='partners_partnerversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='PartnerCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='partners.partner')),
                        ('seq', models.BigIntegerField(verbose_name='place')),
                        ('shipper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told_corrections', to='shippers.shipper')),
                        ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('record_corrected', 'Something that counted no longer counts'), ('standing_restored', 'The standing was restored')], max_length=20))),
                        ('event_id', models.BigIntegerField()),
                        ('at', models.DateTimeField(verbose_name='made')),
                        ('told_at', models.DateTimeField(null=True, verbose_name='told')),
                        ('acknowledged_at', models.DateTimeField(null=True, verbose_name='acknowledged')),
                    ],
                    options={
                        'verbose_name': 'correction for a partner',
                        'verbose_name_plural': 'corrections for partners',
                        'indexes': [models.Index(fields=['shipper', '-at', '-id'], name='correction_of_shipper')],
                        'constraints': [models.UniqueConstraint(fields=('partner', 'seq'), name='correction_place'), models.UniqueConstraint(fields=('event_id', 'partner'), name='correction_once'), models.CheckConstraint(condition=models.Q(('acknowledged_at', None), ('told_at__isnull', False), _connector='OR'), name='correction_told_before_acknowledged')],
                    },
                ),
                migrations.CreateModel(
                    name='ClientSecret',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('digest', models.CharField(max_length=64)),
                        ('created_at', models.DateTimeField(verbose_name='given')),
                        ('ends_at', models.DateTimeField(null=True, verbose_name='ends')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='45c3097f97fcebd3e632e4a52dcac318f4f85a4f', operation='UPDATE', pgid='pgtrigger_fixed_d8c49', table='partners_clientsecret', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='8b018e1bd5e8af1f9a08fc2417cb591834337b3d', operation='DELETE', pgid='pgtrigger_kept_c5eb4', table='partners_clientsecret', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='d1fd076fe3a4cb30a5485b1f2bf772ece5efa4b5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_bd58b', table='partners_clientsecret', when='BEFORE')), pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_clientsecretversion" ("client_id", "created_at", "ends_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."client_id", NEW."created_at", NEW."ends_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id"); RETURN NULL;', hash='7c3ac12f1621e0b1c2d6d705f7adb7b89c14abaa', operation='INSERT', pgid='pgtrigger_added_insert_d5ef8', table='partners_clientsecret', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id"))', func='INSERT INTO "partners_clientsecretversion" ("client_id", "created_at", "ends_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."client_id", NEW."created_at", NEW."ends_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id"); RETURN NULL;', hash='d47d101d3618b5edb8499c220a48dbce4ac94b15', operation='UPDATE', pgid='pgtrigger_changed_update_0e432', table='partners_clientsecret', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_clientsecretversion" ("client_id", "created_at", "ends_at", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."client_id", OLD."created_at", OLD."ends_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id"); RETURN NULL;', hash='86a0e55a22bee20ba8dbee967cb0afd02c9619db', operation='DELETE', pgid='pgtrigger_removed_delete_79d7c', table='partners_clientsecret', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ClientSecretVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.clientsecret')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('created_at', models.DateTimeField(verbose_name='given')),
                        ('ends_at', models.DateTimeField(null=True, verbose_name='ends')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='clientsecret_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='clientsecret_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='6f7f7d9b563814da1e5424b4600379bc24c88641', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9f923', table='partners_clientsecretversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e4ceda83706b00b17b272886613624b2756b1249', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e70fc', table='partners_clientsecretversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ClientKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='keys', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('kid', models.CharField(max_length=100, verbose_name='key id')),
                        ('public', models.JSONField(verbose_name='public key')),
                        ('created_at', models.DateTimeField(verbose_name='registered')),
                        ('ends_at', models.DateTimeField(null=True, verbose_name='ends')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('client', 'kid'), name='client_key_id_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."kid" IS DISTINCT FROM (NEW."kid") OR OLD."public" IS DISTINCT FROM (NEW."public") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='030a533935a794d033cafacc7262bd6159934915', operation='UPDATE', pgid='pgtrigger_fixed_a4c05', table='partners_clientkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d2ab00df779dfdd213bb230d2a0bd6ed5b247bc1', operation='DELETE', pgid='pgtrigger_kept_f6041', table='partners_clientkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='08002b5d58f54f92394c1bd39bd18a94383f548d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e2fbb', table='partners_clientkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_clientkeyversion" ("client_id", "created_at", "ends_at", "id", "kid", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public") VALUES (NEW."client_id", NEW."created_at", NEW."ends_at", NEW."id", NEW."kid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."public"); RETURN NULL;', hash='60f7129f15415f4747628ab993809e747c69ee44', operation='INSERT', pgid='pgtrigger_added_insert_4c443', table='partners_clientkey', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_clientkeyversion" ("client_id", "created_at", "ends_at", "id", "kid", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public") VALUES (NEW."client_id", NEW."created_at", NEW."ends_at", NEW."id", NEW."kid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."public"); RETURN NULL;', hash='ee1b9b7ee7628f33e7e6da9319146eeabc03ee2d', operation='UPDATE', pgid='pgtrigger_changed_update_74995', table='partners_clientkey', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_clientkeyversion" ("client_id", "created_at", "ends_at", "id", "kid", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public") VALUES (OLD."client_id", OLD."created_at", OLD."ends_at", OLD."id", OLD."kid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."public"); RETURN NULL;', hash='3ffefdf3b9aac54e27a0debfc506876c2d4788df', operation='DELETE', pgid='pgtrigger_removed_delete_bf945', table='partners_clientkey', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ClientKeyVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.clientkey')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('kid', models.CharField(max_length=100, verbose_name='key id')),
                        ('public', models.JSONField(verbose_name='public key')),
                        ('created_at', models.DateTimeField(verbose_name='registered')),
                        ('ends_at', models.DateTimeField(null=True, verbose_name='ends')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='clientkey_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='clientkey_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9dee27e1c83928a76d78256b94d0f3e32fe2d0be', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c2a2e', table='partners_clientkeyversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='99f081e117bca6fde4de72d50fd6dcc3cf91cc7b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86e83', table='partners_clientkeyversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='UsedAssertion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='used_assertions', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                        ('digest', models.BinaryField(max_length=32)),
                        ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['expires_at'], name='used_assertion_expires')],
                        'constraints': [models.UniqueConstraint(fields=('client', 'digest'), name='assertion_used_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FeedEntry',
                    fields=[
                        ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('change', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_entry', to='standing.change')),
                        ('policy', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feed_entry', to='policy.policy')),
                    ],
                    options={
                        'verbose_name_plural': 'feed entries',
                        'constraints': [models.CheckConstraint(condition=models.Q(('change', None), ('policy', None), _connector='XOR'), name='feed_entry_of_one')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='154fc449169813dd09f790107821bfc2fe45015a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6a1c5', table='partners_feedentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7ff4aa8dca7c0248ed6fa5c61130eb38edc5ade8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b49c9', table='partners_feedentry', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ScopeGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='partners.partner')),
                        ('scope', models.CharField(max_length=40)),
                        ('state', models.CharField(choices=[('waiting', 'Waits for a second member of staff'), ('granted', 'Granted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended')], default='waiting', max_length=10)),
                        ('reason', models.TextField()),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked_at', models.DateTimeField(default=apps.core.clock.now)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name': 'grant of a scope',
                        'verbose_name_plural': 'grants of scopes',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'granted'])), fields=('partner', 'scope'), name='scope_grant_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_scopegrantversion" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "ended_at", "ended_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scope", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reason", NEW."scope", NEW."state"); RETURN NULL;', hash='88393c1216ff0422dde8093d69fd7ba87835e859', operation='INSERT', pgid='pgtrigger_added_insert_02850', table='partners_scopegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_scopegrantversion" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "ended_at", "ended_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scope", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reason", NEW."scope", NEW."state"); RETURN NULL;', hash='6c85fe723932517935c5b1c6dd50fef7802b829e', operation='UPDATE', pgid='pgtrigger_changed_update_14360', table='partners_scopegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_scopegrantversion" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "ended_at", "ended_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scope", "state") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."decided_at", OLD."decided_by_id", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reason", OLD."scope", OLD."state"); RETURN NULL;', hash='045ceb97e0b362223aadca7f6166a6c63fac892a', operation='DELETE', pgid='pgtrigger_removed_delete_6ff29', table='partners_scopegrant', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ScopeGrantVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.scopegrant')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
                        ('scope', models.CharField(max_length=40)),
                        ('state', models.CharField(choices=[('waiting', 'Waits for a second member of staff'), ('granted', 'Granted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended')], default='waiting', max_length=10)),
                        ('reason', models.TextField()),
                        ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked_at', models.DateTimeField(default=apps.core.clock.now)),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='scopegrant_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='scopegrant_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='4e2c6cb0906c0ea9bb162446400450112a441ccc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4dfd3', table='partners_scopegrantversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44d6f4d762d59facc8955fba101287f33b23ab1b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ccea', table='partners_scopegrantversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ReportingRights',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reporting_rights', to='partners.partner')),
                        ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('shipments', 'Shipments, whoever issued or carried them'), ('own_shipments', 'Shipments that it issued or carried'), ('exams', 'Exams of shipments, and their results'), ('violations', 'Violations'), ('self_disclosures', 'Violations that the seller discloses itself')], max_length=20), blank=True, default=list, verbose_name='may report')),
                        ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, verbose_name='codes as issuer and carrier')),
                        ('reason', models.CharField(max_length=300)),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='decided')),
                    ],
                    options={
                        'verbose_name': 'what a partner may report',
                        'verbose_name_plural': 'what partners may report',
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_reportingrightsversion" ("codes", "decided_at", "decided_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rights") VALUES (NEW."codes", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reason", NEW."rights"); RETURN NULL;', hash='c408960296c2e1006f646a1f32d4ffab257c3133', operation='INSERT', pgid='pgtrigger_added_insert_e8dd8', table='partners_reportingrights', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_reportingrightsversion" ("codes", "decided_at", "decided_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rights") VALUES (NEW."codes", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reason", NEW."rights"); RETURN NULL;', hash='3c420376ade27fb6ff1a1f741431f31e5de1ae54', operation='UPDATE', pgid='pgtrigger_changed_update_fcf77', table='partners_reportingrights', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_reportingrightsversion" ("codes", "decided_at", "decided_by_id", "id", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rights") VALUES (OLD."codes", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reason", OLD."rights"); RETURN NULL;', hash='fcc8b4f565615db927138bca2c10b59402f76e9a', operation='DELETE', pgid='pgtrigger_removed_delete_828ff', table='partners_reportingrights', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ReportingRightsVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.reportingrights')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
                        ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('shipments', 'Shipments, whoever issued or carried them'), ('own_shipments', 'Shipments that it issued or carried'), ('exams', 'Exams of shipments, and their results'), ('violations', 'Violations'), ('self_disclosures', 'Violations that the seller discloses itself')], max_length=20), blank=True, default=list, verbose_name='may report')),
                        ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, verbose_name='codes as issuer and carrier')),
                        ('reason', models.CharField(max_length=300)),
                        ('decided_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='decided')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='reportingrights_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='reportingrights_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='501d53ff99ad76a54ad3880e6e994b4945353aeb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6f3d8', table='partners_reportingrightsversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='253a14f5ae4ff96b369bdcffa8657d5a6de35d0d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_883df', table='partners_reportingrightsversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Import',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='partners.partner')),
                        ('facts', models.CharField(choices=[('shipments', 'Shipments'), ('violations', 'Violations')], max_length=12)),
                        ('form', models.CharField(choices=[('ndjson', 'One JSON object a line'), ('csv', 'CSV')], max_length=8)),
                        ('encoding', models.CharField(blank=True, max_length=8)),
                        ('key', models.CharField(blank=True, max_length=64)),
                        ('request_digest', models.BinaryField(max_length=32, null=True)),
                        ('promised', models.CharField(blank=True, max_length=400)),
                        ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None)),
                        ('received', models.BigIntegerField(default=0, verbose_name='bytes received')),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                        ('recording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='ledger.recording')),
                        ('created_at', models.DateTimeField(default=apps.core.clock.now, verbose_name='made')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['partner', 'sha256'], name='import_content')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('partner', 'key'), name='import_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AskedNames',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='asked_names', to='partners.partner')),
                        ('ksn', models.CharField(max_length=12, verbose_name='Known Shipper Number')),
                        ('day', models.DateField()),
                        ('digests', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=32), verbose_name='digests of the names')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('day', 'partner', 'ksn'), name='asked_names_of_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Look',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ksn', models.CharField(max_length=12, verbose_name='Known Shipper Number')),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'managed': False,
                    },
                ),
                migrations.CreateModel(
                    name='FurtherLook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='further_looks', to='partners.partner')),
                        ('ksn', models.CharField(max_length=12, verbose_name='Known Shipper Number')),
                        ('day', models.DateField()),
                        ('kind', models.CharField(choices=[('name', 'Compare a name with yours'), ('past', 'Your status and tier on a past day'), ('evaluation', 'The findings behind your tier'), ('facts', 'All facts behind your tier'), ('disclose', 'Disclose a violation for you')], max_length=12)),
                        ('told', models.CharField(max_length=40)),
                        ('first_at', models.DateTimeField(verbose_name='first')),
                        ('last_at', models.DateTimeField(verbose_name='last')),
                        ('count', models.PositiveIntegerField(verbose_name='times')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('ksn', 'day', 'partner', 'kind', 'told'), name='further_look_of_a_day')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."ksn" IS DISTINCT FROM (NEW."ksn") OR OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."told" IS DISTINCT FROM (NEW."told") OR OLD."first_at" IS DISTINCT FROM (NEW."first_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='16183f51555a4b7b52c8b0e1a2f479de633fde70', operation='UPDATE', pgid='pgtrigger_fixed_5f45c', table='partners_furtherlook', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a004d6a17f68fb54f36aa2ae18c54815c4b8f46d', operation='DELETE', pgid='pgtrigger_kept_be7fa', table='partners_furtherlook', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='5cbdeb8c56128080db36f4bdf52d91bb813b4782', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9d140', table='partners_furtherlook', when='BEFORE')), pgtrigger.compiler.Trigger(name='count_grows', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."count" < (OLD."count"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b5fc87f33f5bc9b4e34945b7037da195466f0aec', operation='UPDATE', pgid='pgtrigger_count_grows_8c612', table='partners_furtherlook', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RosterEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roster', to='partners.partner')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_entries', to='shippers.shipper')),
                        ('seller', models.CharField(blank=True, max_length=100, verbose_name='seller ID at the partner')),
                        ('since', models.DateTimeField()),
                        ('until', models.DateTimeField(null=True)),
                        ('begins_with', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standing.change')),
                    ],
                    options={
                        'verbose_name_plural': 'roster entries',
                        'indexes': [models.Index(fields=['partner', 'shipper'], name='roster_of_shipper'), models.Index(condition=models.Q(('until', None)), fields=['partner', 'id'], name='roster_in_order'), models.Index(condition=models.Q(('until', None), models.Q(('seller', ''), _negated=True)), fields=['partner', 'seller'], name='roster_seller_ids')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('partner', 'shipper', 'seller'), name='roster_entry_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."seller" IS DISTINCT FROM (NEW."seller") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."begins_with_id" IS DISTINCT FROM (NEW."begins_with_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='dd8c4af16513777f7e3164b76c14853496e7a852', operation='UPDATE', pgid='pgtrigger_fixed_388f6', table='partners_rosterentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2cdc5184540306c773d536ac798f85a76af80954', operation='DELETE', pgid='pgtrigger_kept_422f5', table='partners_rosterentry', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='1570a78b74d30f0ed5e7ead8eb994044d7817a02', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3e9cd', table='partners_rosterentry', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Scorecard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scorecards', to='ledger.reporter')),
                        ('month', models.DateField()),
                        ('group', models.CharField(choices=[('carrier', 'Carriers'), ('post', 'Posts'), ('marketplace', 'Marketplaces'), ('broker', 'Customs brokers')], max_length=12, verbose_name='peers')),
                        ('parcels', models.PositiveBigIntegerField()),
                        ('complete', models.PositiveBigIntegerField()),
                        ('timely', models.PositiveBigIntegerField()),
                        ('amended', models.PositiveBigIntegerField()),
                        ('mail', models.PositiveBigIntegerField(verbose_name='by mail')),
                        ('mail_ahead', models.PositiveBigIntegerField(verbose_name='mail with data ahead')),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.policy')),
                        ('counted_at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['group', 'month'], name='scorecard_peers')],
                        'constraints': [models.UniqueConstraint(fields=('reporter', 'month'), name='scorecard_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c57121b701e6d679506c051deb38f9a3f418735d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c7994', table='partners_scorecard', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='98f01059267739e439e36369a57507dc54dc77d6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b7eb8', table='partners_scorecard', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='TierChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('scorecard', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='tier_change', to='partners.scorecard')),
                        ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tier_changes', to='ledger.reporter')),
                        ('tier', models.CharField(choices=[('better', 'Better: a larger quota'), ('ordinary', 'Ordinary'), ('limited', 'Limited: a smaller quota')], max_length=8)),
                        ('since', models.DateField()),
                        ('at', models.DateTimeField(verbose_name='announced at')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['reporter', '-id'], name='tier_change_latest')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='def17b0f8f18bbe6a3b3245f02c43e7859954406', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3a448', table='partners_tierchange', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='71be171c4bd3c508fa710e1d9891b90c45a23fb0', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a9acd', table='partners_tierchange', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='SigningKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kid', models.CharField(max_length=43, unique=True, verbose_name='key id')),
                        ('public', models.JSONField(verbose_name='public part')),
                        ('private', apps.core.fields.EncryptedJSONField(null=True)),
                        ('created_at', models.DateTimeField(verbose_name='published since')),
                        ('signs_from', models.DateTimeField()),
                        ('signs_until', models.DateTimeField()),
                        ('published_until', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('published_until__gt', models.F('signs_until')), ('signs_from__gte', models.F('created_at')), ('signs_until__gt', models.F('signs_from'))), name='signing_key_times_in_order')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kid" IS DISTINCT FROM (NEW."kid") OR OLD."public" IS DISTINCT FROM (NEW."public") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."signs_from" IS DISTINCT FROM (NEW."signs_from") OR OLD."signs_until" IS DISTINCT FROM (NEW."signs_until") OR OLD."published_until" IS DISTINCT FROM (NEW."published_until"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='09119e7623ac0589336e87ffd43ffd953e2ef42a', operation='UPDATE', pgid='pgtrigger_fixed_96521', table='partners_signingkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='db315694d9ec04a0c753183390cfa2d23abfae5c', operation='DELETE', pgid='pgtrigger_kept_4b430', table='partners_signingkey', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='d150a534ae5bd1ddea69d36e1a37115a5b3cd721', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1ef33', table='partners_signingkey', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Snapshot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='partners.partner')),
                        ('as_of', models.DateTimeField()),
                        ('valid_until', models.DateTimeField()),
                        ('cursor', models.BigIntegerField(verbose_name='place in the feed')),
                        ('rosters_after', models.BigIntegerField(verbose_name='place in the roster')),
                        ('sellers', models.PositiveIntegerField()),
                        ('of_all', models.BooleanField(db_default=False, verbose_name='of every shipper')),
                        ('content', models.BinaryField()),
                        ('digest', models.BinaryField(max_length=32)),
                        ('compressed_digest', models.BinaryField(max_length=32)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['partner', '-as_of'], name='snapshot_latest')],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookEndpoint',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to='partners.partner')),
                        ('url', models.CharField(max_length=500, verbose_name='address')),
                        ('description', models.CharField(blank=True, default='', max_length=200)),
                        ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list)),
                        ('statuses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list)),
                        ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), blank=True, default=list)),
                        ('concurrency', models.PositiveSmallIntegerField(default=4, verbose_name='at once')),
                        ('state', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', max_length=10)),
                        ('reason', models.CharField(blank=True, choices=[('asked', 'The partner asked for it'), ('gone', 'It answered 410: it is gone'), ('failing', 'Nothing was taken for three days')], default='', max_length=10)),
                        ('since', models.DateTimeField()),
                        ('failing_since', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField()),
                        ('deleted_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_webhookendpointversion" ("concurrency", "created_at", "deleted_at", "description", "id", "kinds", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "state", "statuses", "tiers", "url") VALUES (NEW."concurrency", NEW."created_at", NEW."deleted_at", NEW."description", NEW."id", NEW."kinds", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reason", NEW."since", NEW."state", NEW."statuses", NEW."tiers", NEW."url"); RETURN NULL;', hash='1a2eb95072269c1baa2380a7a64debf38f0a7523', operation='INSERT', pgid='pgtrigger_added_insert_8fa8f', table='partners_webhookendpoint', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."concurrency" IS DISTINCT FROM (NEW."concurrency") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."deleted_at" IS DISTINCT FROM (NEW."deleted_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kinds" IS DISTINCT FROM (NEW."kinds") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."statuses" IS DISTINCT FROM (NEW."statuses") OR OLD."tiers" IS DISTINCT FROM (NEW."tiers") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "partners_webhookendpointversion" ("concurrency", "created_at", "deleted_at", "description", "id", "kinds", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "state", "statuses", "tiers", "url") VALUES (NEW."concurrency", NEW."created_at", NEW."deleted_at", NEW."description", NEW."id", NEW."kinds", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reason", NEW."since", NEW."state", NEW."statuses", NEW."tiers", NEW."url"); RETURN NULL;', hash='055079aceaf2656e3fa985a9900cb32923f8ca84', operation='UPDATE', pgid='pgtrigger_changed_update_7b8b7', table='partners_webhookendpoint', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_webhookendpointversion" ("concurrency", "created_at", "deleted_at", "description", "id", "kinds", "partner_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "state", "statuses", "tiers", "url") VALUES (OLD."concurrency", OLD."created_at", OLD."deleted_at", OLD."description", OLD."id", OLD."kinds", OLD."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reason", OLD."since", OLD."state", OLD."statuses", OLD."tiers", OLD."url"); RETURN NULL;', hash='685deeac37011394404bd5e4c9930be38a3a3d24', operation='DELETE', pgid='pgtrigger_removed_delete_93b96', table='partners_webhookendpoint', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookEndpointVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='partners.webhookendpoint')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
                        ('url', models.CharField(max_length=500, verbose_name='address')),
                        ('description', models.CharField(blank=True, default='', max_length=200)),
                        ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list)),
                        ('statuses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list)),
                        ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), blank=True, default=list)),
                        ('concurrency', models.PositiveSmallIntegerField(default=4, verbose_name='at once')),
                        ('state', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', max_length=10)),
                        ('reason', models.CharField(blank=True, choices=[('asked', 'The partner asked for it'), ('gone', 'It answered 410: it is gone'), ('failing', 'Nothing was taken for three days')], default='', max_length=10)),
                        ('since', models.DateTimeField()),
                        ('created_at', models.DateTimeField()),
                        ('deleted_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='webhookendpoint_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='webhookendpoint_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='fc8247d4dd2ec98988bb32567bbe7c953aed1c39', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c8921', table='partners_webhookendpointversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cffa0019e8adf15995d16021ae66e8535eb4f14a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dcdc5', table='partners_webhookendpointversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookSecret',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='partners.webhookendpoint')),
                        ('secret', apps.core.fields.EncryptedTextField()),
                        ('created_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_at', None)), fields=('endpoint',), name='webhook_secret_present')],
                        'triggers': [pgtrigger.compiler.Trigger(name='fixed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."endpoint_id" IS DISTINCT FROM (NEW."endpoint_id") OR OLD."secret" IS DISTINCT FROM (NEW."secret") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1604c0397c6f50e829db0e5f0748c633b5e13376', operation='UPDATE', pgid='pgtrigger_fixed_637d7', table='partners_webhooksecret', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='edeaaf6cfc3a8316610e5de5d44ca1d8d32dbcbe', operation='DELETE', pgid='pgtrigger_kept_5d85f', table='partners_webhooksecret', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='5d8076405b53dc6ddd1e391b05862a4461f39902', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_761ce', table='partners_webhooksecret', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookDelivery',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='partners.webhookendpoint')),
                        ('kind', models.CharField(choices=[('status.changed', "A shipper's standing changed"), ('policy.in_force', 'A policy took effect'), ('correction.made', 'What was told of a shipper was corrected'), ('webhook.test', 'A test')], max_length=40)),
                        ('seq', models.BigIntegerField(null=True, verbose_name='place of the feed')),
                        ('correction', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='partners.partnercorrection')),
                        ('message', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                        ('state', models.CharField(choices=[('pending', 'Pending'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='pending', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('due_at', models.DateTimeField(verbose_name='due')),
                        ('leased_until', models.DateTimeField(null=True)),
                        ('created_at', models.DateTimeField()),
                        ('done_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'webhook deliveries',
                        'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['endpoint', 'due_at', 'id'], name='webhook_pending'), models.Index(condition=models.Q(('leased_until__isnull', False)), fields=['endpoint'], name='webhook_leased'), models.Index(fields=['endpoint', '-id'], name='webhook_newest')],
                        'constraints': [models.UniqueConstraint(fields=('endpoint', 'seq'), name='webhook_delivery_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookAttempt',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log', to='partners.webhookdelivery')),
                        ('at', models.DateTimeField()),
                        ('status', models.PositiveSmallIntegerField(null=True)),
                        ('milliseconds', models.PositiveIntegerField()),
                        ('text', models.CharField(blank=True, max_length=1000, verbose_name='content')),
                        ('error', models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['delivery', '-id'], name='webhook_attempts_newest')],
                    },
                ),
            ],
        ),
        # The table of looks, partitioned by month.
        migrations.RunSQL((SQL / "look_table.sql").read_text(), migrations.RunSQL.noop),
    ]
