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
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='WatchedGoods',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('waiting', 'To be confirmed'), ('watched', 'Watched for'), ('ended', 'No longer watched for')], default='waiting', max_length=7, verbose_name='state')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, verbose_name='HS codes')),
                        ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, verbose_name='words')),
                        ('look_for', models.TextField(verbose_name='what to look for')),
                        ('ground', models.TextField(db_default='', default='', verbose_name='ground')),
                        ('last_day', models.DateField(null=True, verbose_name='last day')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('added_at', models.DateTimeField(verbose_name='proposed')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='watched for since')),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                    ],
                    options={
                        'verbose_name': 'watched goods',
                        'verbose_name_plural': 'watched goods',
                        'constraints': [models.CheckConstraint(condition=models.Q(('codes__len__gt', 0), ('words__len__gt', 0), _connector='OR'), name='watched_by_codes_or_words')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "watchlists_watchedgoodsversion" ("added_at", "added_by_id", "codes", "confirmed_at", "confirmed_by_id", "ended_at", "ended_by_id", "ground", "id", "last_day", "look_for", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "state", "words") VALUES (NEW."added_at", NEW."added_by_id", NEW."codes", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ended_at", NEW."ended_by_id", NEW."ground", NEW."id", NEW."last_day", NEW."look_for", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."reasons", NEW."state", NEW."words"); RETURN NULL;', hash='6a20a2d436eee671b461ef4440ee1893bf779cd8', operation='INSERT', pgid='pgtrigger_added_insert_6c18e', table='watchlists_watchedgoods', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "watchlists_watchedgoodsversion" ("added_at", "added_by_id", "codes", "confirmed_at", "confirmed_by_id", "ended_at", "ended_by_id", "ground", "id", "last_day", "look_for", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "state", "words") VALUES (NEW."added_at", NEW."added_by_id", NEW."codes", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ended_at", NEW."ended_by_id", NEW."ground", NEW."id", NEW."last_day", NEW."look_for", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."reasons", NEW."state", NEW."words"); RETURN NULL;', hash='b765a0137ee273406775fbcde99f706e7b90dac1', operation='UPDATE', pgid='pgtrigger_changed_update_71f94', table='watchlists_watchedgoods', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "watchlists_watchedgoodsversion" ("added_at", "added_by_id", "codes", "confirmed_at", "confirmed_by_id", "ended_at", "ended_by_id", "ground", "id", "last_day", "look_for", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "state", "words") VALUES (OLD."added_at", OLD."added_by_id", OLD."codes", OLD."confirmed_at", OLD."confirmed_by_id", OLD."ended_at", OLD."ended_by_id", OLD."ground", OLD."id", OLD."last_day", OLD."look_for", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."reasons", OLD."state", OLD."words"); RETURN NULL;', hash='75cca45fc798c34252f046ffb449a675e2d3cd22', operation='DELETE', pgid='pgtrigger_removed_delete_cc518', table='watchlists_watchedgoods', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='WatchedGoodsVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='watchlists.watchedgoods')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('waiting', 'To be confirmed'), ('watched', 'Watched for'), ('ended', 'No longer watched for')], default='waiting', max_length=7, verbose_name='state')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, verbose_name='HS codes')),
                        ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, verbose_name='words')),
                        ('look_for', models.TextField(verbose_name='what to look for')),
                        ('ground', models.TextField(db_default='', default='', verbose_name='ground')),
                        ('last_day', models.DateField(null=True, verbose_name='last day')),
                        ('added_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('added_at', models.DateTimeField(verbose_name='proposed')),
                        ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='watched for since')),
                        ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('reasons', models.TextField(blank=True, verbose_name='reasons')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='watchedgoods_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='watchedgoods_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='903b462b19e7936087575ef3fce2a47866ad4327', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_51aae', table='watchlists_watchedgoodsversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d66819ffc09828f0697f0d8df774333e6bda68d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9fd35', table='watchlists_watchedgoodsversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Sighting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('open', 'To be looked at'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='state')),
                        ('goods', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='watchlists.watchedgoods', verbose_name='watched goods')),
                        ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.recording', verbose_name='recording')),
                        ('found', models.PositiveIntegerField(verbose_name='parcels')),
                        ('sighted_at', models.DateTimeField(verbose_name='sighted')),
                        ('result', models.CharField(blank=True, choices=[('goods', 'The goods were there'), ('other', 'Other goods'), ('unknown', 'Could not be found out')], max_length=7, verbose_name='result')),
                        ('conclusion', models.TextField(blank=True, verbose_name='what follows')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ],
                    options={
                        'verbose_name': 'sighting of watched goods',
                        'verbose_name_plural': 'sightings of watched goods',
                        'indexes': [models.Index(fields=['-state', '-id'], name='sighting_state')],
                        'constraints': [models.UniqueConstraint(fields=('goods', 'recording'), name='sighting_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('result', ''), _negated=True), _connector='OR'), name='sighting_closed_with_result')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "watchlists_sightingversion" ("closed_at", "closed_by_id", "conclusion", "found", "goods_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recording_id", "result", "sighted_at", "state") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."conclusion", NEW."found", NEW."goods_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."recording_id", NEW."result", NEW."sighted_at", NEW."state"); RETURN NULL;', hash='2ed95fe45a4b7cc2317f6b050e3f53dcd18948f0', operation='INSERT', pgid='pgtrigger_added_insert_ecf2a', table='watchlists_sighting', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "watchlists_sightingversion" ("closed_at", "closed_by_id", "conclusion", "found", "goods_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recording_id", "result", "sighted_at", "state") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."conclusion", NEW."found", NEW."goods_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."recording_id", NEW."result", NEW."sighted_at", NEW."state"); RETURN NULL;', hash='553af1644493537d948df8ad11eb12470fbec289', operation='UPDATE', pgid='pgtrigger_changed_update_e872f', table='watchlists_sighting', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "watchlists_sightingversion" ("closed_at", "closed_by_id", "conclusion", "found", "goods_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recording_id", "result", "sighted_at", "state") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."conclusion", OLD."found", OLD."goods_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."recording_id", OLD."result", OLD."sighted_at", OLD."state"); RETURN NULL;', hash='e82d76dcf85a64c655b421dd0c9403cbb63ef1c7', operation='DELETE', pgid='pgtrigger_removed_delete_252c1', table='watchlists_sighting', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='SightingVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='watchlists.sighting')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('open', 'To be looked at'), ('closed', 'Closed')], default='open', max_length=6, verbose_name='state')),
                        ('goods', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='watchlists.watchedgoods', verbose_name='watched goods')),
                        ('recording', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.recording', verbose_name='recording')),
                        ('found', models.PositiveIntegerField(verbose_name='parcels')),
                        ('sighted_at', models.DateTimeField(verbose_name='sighted')),
                        ('result', models.CharField(blank=True, choices=[('goods', 'The goods were there'), ('other', 'Other goods'), ('unknown', 'Could not be found out')], max_length=7, verbose_name='result')),
                        ('conclusion', models.TextField(blank=True, verbose_name='what follows')),
                        ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='sighting_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='sighting_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='48e8045e39d4f150f3668845c9f9cf5650111928', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4b754', table='watchlists_sightingversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4a98c59469b7be525290e2913788530eae198902', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4d33', table='watchlists_sightingversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='SightedParcel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('goods', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='watchlists.watchedgoods')),
                        ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.parcel')),
                        ('sighting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='watchlists.sighting')),
                    ],
                    options={
                        'verbose_name': 'sighted parcel',
                        'verbose_name_plural': 'sighted parcels',
                        'indexes': [models.Index(fields=['sighting', 'id'], name='sighted_parcels_of')],
                        'constraints': [models.UniqueConstraint(fields=('goods', 'parcel'), name='sighted_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c55f12bd1a0387e8cf51baf35dd7cd59f39fd92f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e539f', table='watchlists_sightedparcel', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='38d251e04c00818c2d1444d777bde08599b553b3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_13b88', table='watchlists_sightedparcel', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
