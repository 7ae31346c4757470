import apps.core.codes
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
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Operation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('planned', 'Planned, or under way'), ('called_off', 'Called off'), ('reported', 'Results recorded')], default='planned', max_length=10, verbose_name='state')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('place', models.CharField(max_length=200, verbose_name='place')),
                        ('port', apps.core.codes.CodeField(blank=True, db_default='', default='', max_length=20, verbose_name='port')),
                        ('first_day', models.DateField(verbose_name='first day')),
                        ('last_day', models.DateField(verbose_name='last day')),
                        ('rule', models.TextField(verbose_name='rule of selection')),
                        ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='planned by')),
                        ('planned_at', models.DateTimeField(verbose_name='planned')),
                        ('looked_at', models.PositiveIntegerField(blank=True, null=True, verbose_name='parcels that passed')),
                        ('opened', models.PositiveIntegerField(blank=True, null=True, verbose_name='parcels opened')),
                        ('wrong', models.PositiveIntegerField(blank=True, null=True, verbose_name='not in order')),
                        ('seized', models.PositiveIntegerField(blank=True, null=True, verbose_name='seized')),
                        ('results', models.TextField(blank=True, verbose_name='results')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ],
                    options={
                        'verbose_name': 'special operation',
                        'verbose_name_plural': 'special operations',
                        'constraints': [models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='operation_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reported'), _negated=True), models.Q(('opened__lte', models.F('looked_at')), ('seized__lte', models.F('wrong')), ('wrong__lte', models.F('opened'))), _connector='OR'), name='operation_counts_agree')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "operations_operationversion" ("closed_at", "closed_by_id", "first_day", "id", "last_day", "looked_at", "name", "opened", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "port", "results", "rule", "seized", "state", "wrong") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."first_day", NEW."id", NEW."last_day", NEW."looked_at", NEW."name", NEW."opened", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."place", NEW."planned_at", NEW."planned_by_id", NEW."port", NEW."results", NEW."rule", NEW."seized", NEW."state", NEW."wrong"); RETURN NULL;', hash='9b09c88d7c8ddbd28cd60b8e0b483450ea585a7f', operation='INSERT', pgid='pgtrigger_added_insert_e5072', table='operations_operation', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "operations_operationversion" ("closed_at", "closed_by_id", "first_day", "id", "last_day", "looked_at", "name", "opened", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "port", "results", "rule", "seized", "state", "wrong") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."first_day", NEW."id", NEW."last_day", NEW."looked_at", NEW."name", NEW."opened", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."place", NEW."planned_at", NEW."planned_by_id", NEW."port", NEW."results", NEW."rule", NEW."seized", NEW."state", NEW."wrong"); RETURN NULL;', hash='d88f5486479431276342b6785234d3cf2906b8d1', operation='UPDATE', pgid='pgtrigger_changed_update_c5cee', table='operations_operation', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "operations_operationversion" ("closed_at", "closed_by_id", "first_day", "id", "last_day", "looked_at", "name", "opened", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "planned_by_id", "port", "results", "rule", "seized", "state", "wrong") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."first_day", OLD."id", OLD."last_day", OLD."looked_at", OLD."name", OLD."opened", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."place", OLD."planned_at", OLD."planned_by_id", OLD."port", OLD."results", OLD."rule", OLD."seized", OLD."state", OLD."wrong"); RETURN NULL;', hash='ff1cc311bd5ada43632666ad04be942fd7c8d858', operation='DELETE', pgid='pgtrigger_removed_delete_c2c82', table='operations_operation', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='OperationVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='operations.operation')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('state', models.CharField(choices=[('planned', 'Planned, or under way'), ('called_off', 'Called off'), ('reported', 'Results recorded')], default='planned', max_length=10, verbose_name='state')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('place', models.CharField(max_length=200, verbose_name='place')),
                        ('port', apps.core.codes.CodeField(blank=True, db_default='', default='', max_length=20, verbose_name='port')),
                        ('first_day', models.DateField(verbose_name='first day')),
                        ('last_day', models.DateField(verbose_name='last day')),
                        ('rule', models.TextField(verbose_name='rule of selection')),
                        ('planned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='planned by')),
                        ('planned_at', models.DateTimeField(verbose_name='planned')),
                        ('looked_at', models.PositiveIntegerField(blank=True, null=True, verbose_name='parcels that passed')),
                        ('opened', models.PositiveIntegerField(blank=True, null=True, verbose_name='parcels opened')),
                        ('wrong', models.PositiveIntegerField(blank=True, null=True, verbose_name='not in order')),
                        ('seized', models.PositiveIntegerField(blank=True, null=True, verbose_name='seized')),
                        ('results', models.TextField(blank=True, verbose_name='results')),
                        ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='operation_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='operation_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='6bdcedbd1ee29f1a4c2535c4910bd79cfd548dcb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_19f21', table='operations_operationversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='75bc5a73e739f39d00448964332bc04ffb7f965a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_64150', table='operations_operationversion', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
