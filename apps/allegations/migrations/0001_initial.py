import apps.core.clock
import apps.core.fields
import apps.core.migration_operations
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('ledger', '0001_initial'),
        ('shippers', '0001_initial'),
    ]

    operations = [
        TrigramExtension(),
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Tip',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('received', 'Received'), ('in_triage', 'Being looked into'), ('asked', 'The sender was asked'), ('duplicate', 'Says the same as another'), ('referred', 'Referred to an agency'), ('not_substantiated', 'Not found to be so'), ('substantiated', 'Violation alleged')], default='received', max_length=17)),
                        ('group', models.CharField(choices=[('forced_labor', 'Goods made with forced labor'), ('revenue', 'Duties or taxes that are not paid'), ('merchandise', 'Fake, unsafe or banned goods'), ('shipping', 'Parcels that hide what is in them or who sends them'), ('other', 'Something else')], max_length=12, verbose_name='about')),
                        ('danger', models.BooleanField(default=False, verbose_name='somebody is in danger')),
                        ('text', apps.core.fields.EncryptedTextField(verbose_name='what the sender says')),
                        ('language', models.CharField(max_length=10, verbose_name='written in')),
                        ('company', models.CharField(blank=True, max_length=200, verbose_name='who')),
                        ('address', models.CharField(blank=True, max_length=300)),
                        ('site', models.CharField(blank=True, max_length=300, verbose_name='shop or website')),
                        ('product', models.CharField(blank=True, max_length=200)),
                        ('parcel', models.CharField(blank=True, max_length=100, verbose_name='tracking number')),
                        ('company_key', models.CharField(blank=True, editable=False, max_length=200)),
                        ('site_key', models.CharField(blank=True, editable=False, max_length=253)),
                        ('parcel_key', models.CharField(blank=True, editable=False, max_length=100)),
                        ('sender', apps.core.fields.EncryptedTextField(blank=True, verbose_name='the sender')),
                        ('code_digest', models.BinaryField(max_length=32, unique=True)),
                        ('received_at', models.DateTimeField()),
                        ('taken_in_at', models.DateTimeField(editable=False, null=True)),
                        ('last_post', models.BigIntegerField(db_default=0, default=0, editable=False)),
                        ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='allegations.tip', verbose_name='wave of')),
                        ('original', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allegations.tip', verbose_name='says the same as')),
                        ('agency', models.CharField(blank=True, max_length=80)),
                        ('shipper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shippers.shipper', verbose_name='business')),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.case', verbose_name='violation')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                        ('reasons', models.TextField(blank=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('company_key', ''), _negated=True), fields=['company_key'], name='tip_company'), models.Index(condition=models.Q(('site_key', ''), _negated=True), fields=['site_key'], name='tip_site'), models.Index(condition=models.Q(('parcel_key', ''), _negated=True), fields=['parcel_key'], name='tip_parcel'), models.Index(fields=['state', '-received_at'], name='tip_state'), models.Index(condition=models.Q(('taken_in_at', None)), fields=['received_at'], name='tip_to_take_in'), django.contrib.postgres.indexes.GinIndex(fields=['company_key'], name='tip_like_companies', opclasses=['gin_trgm_ops'])],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."agency" IS DISTINCT FROM (NEW."agency") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."company" IS DISTINCT FROM (NEW."company") OR OLD."company_key" IS DISTINCT FROM (NEW."company_key") OR OLD."danger" IS DISTINCT FROM (NEW."danger") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."group" IS DISTINCT FROM (NEW."group") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_post" IS DISTINCT FROM (NEW."last_post") OR OLD."original_id" IS DISTINCT FROM (NEW."original_id") OR OLD."parcel" IS DISTINCT FROM (NEW."parcel") OR OLD."parcel_key" IS DISTINCT FROM (NEW."parcel_key") OR OLD."product" IS DISTINCT FROM (NEW."product") OR OLD."reasons" IS DISTINCT FROM (NEW."reasons") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."shipper_id" IS DISTINCT FROM (NEW."shipper_id") OR OLD."site" IS DISTINCT FROM (NEW."site") OR OLD."site_key" IS DISTINCT FROM (NEW."site_key") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."taken_in_at" IS DISTINCT FROM (NEW."taken_in_at") OR OLD."wave_id" IS DISTINCT FROM (NEW."wave_id"))', func='INSERT INTO "allegations_tipversion" ("address", "agency", "case_id", "company", "company_key", "danger", "decided_at", "decided_by_id", "group", "id", "language", "last_post", "original_id", "parcel", "parcel_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "reasons", "received_at", "shipper_id", "site", "site_key", "state", "taken_in_at", "wave_id") VALUES (NEW."address", NEW."agency", NEW."case_id", NEW."company", NEW."company_key", NEW."danger", NEW."decided_at", NEW."decided_by_id", NEW."group", NEW."id", NEW."language", NEW."last_post", NEW."original_id", NEW."parcel", NEW."parcel_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."product", NEW."reasons", NEW."received_at", NEW."shipper_id", NEW."site", NEW."site_key", NEW."state", NEW."taken_in_at", NEW."wave_id"); RETURN NULL;', hash='f5819524b8010cfc3ef30a8dfcf30b2353f75e91', operation='UPDATE', pgid='pgtrigger_changed_update_42dd6', table='allegations_tip', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "allegations_tipversion" ("address", "agency", "case_id", "company", "company_key", "danger", "decided_at", "decided_by_id", "group", "id", "language", "last_post", "original_id", "parcel", "parcel_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "reasons", "received_at", "shipper_id", "site", "site_key", "state", "taken_in_at", "wave_id") VALUES (OLD."address", OLD."agency", OLD."case_id", OLD."company", OLD."company_key", OLD."danger", OLD."decided_at", OLD."decided_by_id", OLD."group", OLD."id", OLD."language", OLD."last_post", OLD."original_id", OLD."parcel", OLD."parcel_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."product", OLD."reasons", OLD."received_at", OLD."shipper_id", OLD."site", OLD."site_key", OLD."state", OLD."taken_in_at", OLD."wave_id"); RETURN NULL;', hash='034a85dded045304d1b896e04c32e23e178c8787', operation='DELETE', pgid='pgtrigger_removed_delete_7a56b', table='allegations_tip', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='TipVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='allegations.tip')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('received', 'Received'), ('in_triage', 'Being looked into'), ('asked', 'The sender was asked'), ('duplicate', 'Says the same as another'), ('referred', 'Referred to an agency'), ('not_substantiated', 'Not found to be so'), ('substantiated', 'Violation alleged')], default='received', max_length=17)),
                        ('group', models.CharField(choices=[('forced_labor', 'Goods made with forced labor'), ('revenue', 'Duties or taxes that are not paid'), ('merchandise', 'Fake, unsafe or banned goods'), ('shipping', 'Parcels that hide what is in them or who sends them'), ('other', 'Something else')], max_length=12, verbose_name='about')),
                        ('danger', models.BooleanField(default=False, verbose_name='somebody is in danger')),
                        ('language', models.CharField(max_length=10, verbose_name='written in')),
                        ('company', models.CharField(blank=True, max_length=200, verbose_name='who')),
                        ('address', models.CharField(blank=True, max_length=300)),
                        ('site', models.CharField(blank=True, max_length=300, verbose_name='shop or website')),
                        ('product', models.CharField(blank=True, max_length=200)),
                        ('parcel', models.CharField(blank=True, max_length=100, verbose_name='tracking number')),
                        ('company_key', models.CharField(blank=True, editable=False, max_length=200)),
                        ('site_key', models.CharField(blank=True, editable=False, max_length=253)),
                        ('parcel_key', models.CharField(blank=True, editable=False, max_length=100)),
                        ('received_at', models.DateTimeField()),
                        ('taken_in_at', models.DateTimeField(editable=False, null=True)),
                        ('last_post', models.BigIntegerField(db_default=0, default=0, editable=False)),
                        ('wave', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='allegations.tip', verbose_name='wave of')),
                        ('original', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='allegations.tip', verbose_name='says the same as')),
                        ('agency', models.CharField(blank=True, max_length=80)),
                        ('shipper', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='shippers.shipper', verbose_name='business')),
                        ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='ledger.case', verbose_name='violation')),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                        ('reasons', models.TextField(blank=True)),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='tip_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='tip_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='6c21e3b1f35dfd7564567fea61a023769fcda37f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2f371', table='allegations_tipversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c35aa37f7815995a68ac3e5d707cce678ccb106e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78834', table='allegations_tipversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='TipPost',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='allegations.tip')),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('text', apps.core.fields.EncryptedTextField()),
                        ('language', models.CharField(max_length=10)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['tip', 'id'], name='tip_post_thread'), models.Index(condition=models.Q(('author', None)), fields=['at'], name='tip_post_of_sender')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='87b6ea2e49db69c42b3076a195062a9269baf86c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_30b41', table='allegations_tippost', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='dce862119f931442cd5a6631942b38802c4fcd23', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_27c03', table='allegations_tippost', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='TipFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='uploads/%Y/%m/')),
                        ('name', models.CharField(max_length=200)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('uploaded_at', models.DateTimeField(default=apps.core.clock.now, editable=False)),
                        ('tip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='allegations.tip')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a19fae584d3e0583d946e2c0b8ac9ab875cb3c79', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cd630', table='allegations_tipfile', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='ab39f0cb4509043aa292c51ca56ef781018f9d37', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_14b53', table='allegations_tipfile', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
