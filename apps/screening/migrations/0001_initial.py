import apps.core.clock
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
                    name='List',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Version',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='screening.list')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('format', models.CharField(max_length=8)),
                        ('files', models.TextField()),
                        ('digest', models.CharField(max_length=64)),
                        ('read', models.PositiveBigIntegerField(verbose_name='lines read')),
                        ('rejected', models.PositiveBigIntegerField()),
                        ('added', models.PositiveBigIntegerField()),
                        ('changed', models.PositiveBigIntegerField()),
                        ('removed', models.PositiveBigIntegerField()),
                        ('at', models.DateTimeField(default=apps.core.clock.now, verbose_name='loaded')),
                    ],
                    options={
                        'verbose_name': 'version of a list',
                        'verbose_name_plural': 'versions of lists',
                        'constraints': [models.UniqueConstraint(fields=('list', 'number'), name='screening_version_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a1ea191675ba74b3aa9982e87a30089e51bd2120', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_573d9', table='screening_version', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='ef88e76074ffb535e51f0c1457dc524120b4057c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6db22', table='screening_version', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='screening.list')),
                        ('section', models.TextField(blank=True, verbose_name='published list')),
                        ('number', models.TextField(verbose_name='number on the list')),
                        ('content', models.JSONField(verbose_name='facts')),
                        ('added_in', models.PositiveIntegerField(verbose_name='added in version')),
                        ('changed_in', models.PositiveIntegerField(verbose_name='last changed in version')),
                        ('removed_in', models.PositiveIntegerField(blank=True, null=True, verbose_name='removed in version')),
                    ],
                    options={
                        'verbose_name': 'entry of a list',
                        'constraints': [models.UniqueConstraint(fields=('list', 'section', 'number'), name='screening_entry_one_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='EntryName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='screening.entry')),
                        ('text', models.TextField(verbose_name='name')),
                        ('quality', models.CharField(max_length=8)),
                        ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['keys'], name='screening_name_keys')],
                    },
                ),
                migrations.CreateModel(
                    name='EntryChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='screening.version')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='screening.entry')),
                        ('act', models.CharField(choices=[('added', 'Added'), ('changed', 'Changed'), ('removed', 'Removed')], max_length=7, verbose_name='change')),
                        ('content', models.JSONField(verbose_name='facts')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('version', 'entry'), name='screening_change_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9b4c1232e8e78942f40c5886f957206526525269', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e9d95', table='screening_entrychange', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='0387d22df7aa31d269d4b36e68a729b9abcd5f1d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6312f', table='screening_entrychange', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='FileScreening',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.TextField()),
                        ('digest', models.CharField(max_length=64)),
                        ('parties', models.PositiveBigIntegerField()),
                        ('flagged', models.PositiveBigIntegerField(verbose_name='parties with a hit')),
                        ('versions', models.JSONField(verbose_name='versions of the lists')),
                        ('at', models.DateTimeField(default=apps.core.clock.now, verbose_name='screened')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42f7fd08bf45b294bb404cfe045f165f4f55e200', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9224a', table='screening_filescreening', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='cc8d2aed2c78a421cbeb5a79025c05f4e55dd2dd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6c59d', table='screening_filescreening', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Screening',
                    fields=[
                        ('shipper', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='screening', serialize=False, to='shippers.shipper', verbose_name='business')),
                        ('parties', models.PositiveIntegerField(verbose_name='names compared')),
                        ('versions', models.JSONField(verbose_name='versions of the lists')),
                        ('at', models.DateTimeField(verbose_name='compared')),
                    ],
                ),
                migrations.CreateModel(
                    name='ScreenedParty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screened_parties', to='shippers.shipper')),
                        ('name', models.CharField(max_length=200)),
                        ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('business', 'The business itself'), ('trade_name', 'Trade name'), ('owner', 'Owner or officer'), ('account_holder', 'Holder of the payout account'), ('signatory', 'Signs for the business')], max_length=14), verbose_name='part in the business')),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['keys'], name='screened_party_keys')],
                        'constraints': [models.UniqueConstraint(fields=('shipper', 'name'), name='screened_party_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ListFollowUp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='follow_up', to='screening.version')),
                        ('entries', models.PositiveBigIntegerField(verbose_name='entries that changed')),
                        ('parties', models.PositiveBigIntegerField(verbose_name='parties of all businesses')),
                        ('touched', models.PositiveBigIntegerField(verbose_name='parties compared again')),
                        ('businesses', models.PositiveBigIntegerField(verbose_name='businesses of these parties')),
                        ('new', models.PositiveBigIntegerField(verbose_name='businesses compared for the first time')),
                        ('found', models.PositiveBigIntegerField(verbose_name='hits found or opened again')),
                        ('lapsed', models.PositiveBigIntegerField(verbose_name='hits that lapsed')),
                        ('at', models.DateTimeField(verbose_name='finished')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8fc9f7f702639559c1151b42c574662bcbfb5f2a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6ff0c', table='screening_listfollowup', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b03277c7cfd441195553209e3ffe94d3c606a641', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e9e9c', table='screening_listfollowup', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='BusinessHit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shipper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screening_hits', to='shippers.shipper', verbose_name='business')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='screening.entry')),
                        ('name', models.CharField(max_length=200, verbose_name='name of ours')),
                        ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('business', 'The business itself'), ('trade_name', 'Trade name'), ('owner', 'Owner or officer'), ('account_holder', 'Holder of the payout account'), ('signatory', 'Signs for the business')], max_length=14), verbose_name='part in the business')),
                        ('party_digest', models.CharField(editable=False, max_length=64)),
                        ('entry_version', models.PositiveIntegerField(editable=False)),
                        ('state', models.CharField(choices=[('potential', 'To be decided'), ('cleared', 'Another party'), ('confirmed', 'The party on the list'), ('lapsed', 'No longer alike')], default='potential', max_length=9)),
                        ('score', models.FloatField()),
                        ('probability', models.FloatField()),
                        ('parts', models.JSONField(verbose_name='evidence')),
                        ('found_at', models.DateTimeField(verbose_name='found')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reasons', models.TextField(blank=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.case', verbose_name='violation')),
                    ],
                    options={
                        'verbose_name': 'screening hit',
                        'indexes': [models.Index(fields=['state', '-found_at'], name='business_hit_state'), models.Index(condition=models.Q(('state__in', ('potential', 'confirmed'))), fields=['shipper'], name='business_hit_standing')],
                        'constraints': [models.UniqueConstraint(fields=('shipper', 'name', 'entry'), name='business_hit_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_businesshitversion" ("case_id", "decided_at", "decided_by_id", "entry_id", "entry_version", "found_at", "id", "name", "parts", "party_digest", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "roles", "score", "shipper_id", "state") VALUES (NEW."case_id", NEW."decided_at", NEW."decided_by_id", NEW."entry_id", NEW."entry_version", NEW."found_at", NEW."id", NEW."name", NEW."parts", NEW."party_digest", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."probability", NEW."reasons", NEW."roles", NEW."score", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='934dac3753bc8d11d2ebc3574c6111f90cc37a42', operation='INSERT', pgid='pgtrigger_added_insert_10cc8', table='screening_businesshit', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "screening_businesshitversion" ("case_id", "decided_at", "decided_by_id", "entry_id", "entry_version", "found_at", "id", "name", "parts", "party_digest", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "roles", "score", "shipper_id", "state") VALUES (NEW."case_id", NEW."decided_at", NEW."decided_by_id", NEW."entry_id", NEW."entry_version", NEW."found_at", NEW."id", NEW."name", NEW."parts", NEW."party_digest", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."probability", NEW."reasons", NEW."roles", NEW."score", NEW."shipper_id", NEW."state"); RETURN NULL;', hash='14c94a9cee6a6207eb47264839d48cacc70ea110', operation='UPDATE', pgid='pgtrigger_changed_update_f6e12', table='screening_businesshit', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "screening_businesshitversion" ("case_id", "decided_at", "decided_by_id", "entry_id", "entry_version", "found_at", "id", "name", "parts", "party_digest", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "probability", "reasons", "roles", "score", "shipper_id", "state") VALUES (OLD."case_id", OLD."decided_at", OLD."decided_by_id", OLD."entry_id", OLD."entry_version", OLD."found_at", OLD."id", OLD."name", OLD."parts", OLD."party_digest", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."probability", OLD."reasons", OLD."roles", OLD."score", OLD."shipper_id", OLD."state"); RETURN NULL;', hash='ea0d4e626ea99b4533bd983d0b27eb9f5b716da7', operation='DELETE', pgid='pgtrigger_removed_delete_3ed43', table='screening_businesshit', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='BusinessHitVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='screening.businesshit')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('shipper', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='screening.entry')),
                        ('name', models.CharField(max_length=200, verbose_name='name of ours')),
                        ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('business', 'The business itself'), ('trade_name', 'Trade name'), ('owner', 'Owner or officer'), ('account_holder', 'Holder of the payout account'), ('signatory', 'Signs for the business')], max_length=14), verbose_name='part in the business')),
                        ('party_digest', models.CharField(editable=False, max_length=64)),
                        ('entry_version', models.PositiveIntegerField(editable=False)),
                        ('state', models.CharField(choices=[('potential', 'To be decided'), ('cleared', 'Another party'), ('confirmed', 'The party on the list'), ('lapsed', 'No longer alike')], default='potential', max_length=9)),
                        ('score', models.FloatField()),
                        ('probability', models.FloatField()),
                        ('parts', models.JSONField(verbose_name='evidence')),
                        ('found_at', models.DateTimeField(verbose_name='found')),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('reasons', models.TextField(blank=True)),
                        ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.case', verbose_name='violation')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='businesshit_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='businesshit_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7834d1195debfe4c0cb38ac4a038bb5948f00bbf', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d8c3e', table='screening_businesshitversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d9bf1358369210a5f78611e79458c9f395e05a5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1afa4', table='screening_businesshitversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20)),
                        ('number', models.CharField(max_length=40)),
                        ('name', models.TextField(verbose_name='legal name')),
                        ('street', models.TextField(blank=True, verbose_name='street address')),
                        ('city', models.TextField(blank=True)),
                        ('region', models.CharField(blank=True, max_length=10, verbose_name='region, by ISO 3166-2')),
                        ('postal_code', models.TextField(blank=True)),
                        ('country', django_countries.fields.CountryField(max_length=2)),
                        ('state', models.CharField(choices=[('current', 'current'), ('lapsed', 'lapsed: the company did not renew it in time'), ('ended', 'ended: the company or the number is no longer in use')], max_length=8)),
                        ('status', models.CharField(max_length=40, verbose_name='status in the register')),
                        ('renew_by', models.DateField(blank=True, null=True, verbose_name='to be renewed by')),
                        ('updated_at', models.DateTimeField(verbose_name='last changed in the register')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('register', 'number'), name='register_entry_one_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterParent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20)),
                        ('number', models.CharField(max_length=40)),
                        ('parent', models.CharField(max_length=40, verbose_name='number of the parent')),
                        ('kind', models.CharField(max_length=40, verbose_name='how the parent holds it')),
                        ('is_current', models.BooleanField(verbose_name='holds it now')),
                        ('updated_at', models.DateTimeField(verbose_name='last changed in the register')),
                        ('digest', models.BinaryField(max_length=32)),
                        ('parent_digest', models.BinaryField(max_length=32)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['digest'], name='register_parent_digest')],
                        'constraints': [models.UniqueConstraint(fields=('register', 'number', 'parent', 'kind'), name='register_parent_one_per_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterLoad',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20)),
                        ('file', models.TextField()),
                        ('as_of', models.DateField()),
                        ('read', models.PositiveBigIntegerField(verbose_name='lines read')),
                        ('added', models.PositiveBigIntegerField()),
                        ('changed', models.PositiveBigIntegerField()),
                        ('rejected', models.PositiveBigIntegerField()),
                        ('at', models.DateTimeField(default=apps.core.clock.now, verbose_name='loaded')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['register', '-as_of'], name='register_load_as_of')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b997c8ecba5c4cdbc4c6bed8ebf02d8784db986a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5570f', table='screening_registerload', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7df6274fc0ee8b25dc464b52c9fc734e8450a92d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3e06d', table='screening_registerload', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
