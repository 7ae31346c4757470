import apps.core.clock
import apps.core.mail_addresses
import apps.core.migration_operations
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.text
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        TrigramExtension(),
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', apps.core.mail_addresses.MailAddressField(max_length=254, unique=True, verbose_name='e-mail address')),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='full name')),
                        ('language', models.CharField(blank=True, max_length=10)),
                        ('is_staff', models.BooleanField(default=False, verbose_name='staff')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('email__regex', '^[!-@[-~]*$')), name='user_email_one_form')],
                        'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='user_name_words')],
                        'triggers': [pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userversion" ("date_joined", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id"); RETURN NULL;', hash='52d77dcc459eb5f9127f57134d23928b3532eff4', operation='INSERT', pgid='pgtrigger_added_insert_b6992', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "accounts_userversion" ("date_joined", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id"); RETURN NULL;', hash='5556e2cbd852426302ff21a152972436af055075', operation='UPDATE', pgid='pgtrigger_changed_update_1bd15', table='accounts_user', when='AFTER')), pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userversion" ("date_joined", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."date_joined", OLD."email", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."language", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id"); RETURN NULL;', hash='93a13485e0683bda205a5c5cddf27c1d77a190f9', operation='DELETE', pgid='pgtrigger_removed_delete_2b56b', table='accounts_user', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='UserVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', apps.core.mail_addresses.MailAddressField(max_length=254, verbose_name='e-mail address')),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='full name')),
                        ('language', models.CharField(blank=True, max_length=10)),
                        ('is_staff', models.BooleanField(default=False, verbose_name='staff')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='user_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='user_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='80f3982578658e9db99c1589d6d43a37e8cb0971', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d32c0', table='accounts_userversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f3031754ceccc96b9aafcbaece8086e8713d46c4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f3ac6', table='accounts_userversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='StaffPermission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ],
                    options={
                        'permissions': [('administer', 'Ask for accounts and roles of staff, confirm those that somebody else asks for, lock accounts'), ('read_everything', 'Read every record of the program'), ('review_applications', 'Review applications, ask for information, validate'), ('decide_applications', 'Approve or deny applications'), ('decide_appeals', 'Decide appeals'), ('correct_records', 'Correct the identifiers of a business'), ('merge_records', 'Merge two records of one business'), ('record_violations', 'Record violations and their determinations'), ('decide_hits', 'Decide whether a business is the party on a list of restricted parties'), ('triage_tips', 'Look into tips, read what their senders say of themselves, ask them and close tips'), ('reverse_recordings', 'Take a recording back'), ('decide_changes', 'Decide proposed changes of standing'), ('oversee_changes', 'Delay a notice, let suspensions beyond the hourly limit take effect, be told what is overdue'), ('assign_work', 'Assign work to others'), ('draft_policy', 'Draft and submit a policy'), ('publish_policy', 'Publish a policy that somebody else drafted'), ('manage_partners', 'Manage partner systems and their access'), ('operate', 'Replay parked deliveries and run operations'), ('export_data', 'Export records'), ('read_audit', 'Read who did and who looked at what'), ('act_for_agency', 'Place and lift holds, report findings and answer questions for one agency, and read no more')],
                        'managed': False,
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='RoleHeld',
                    fields=[
                    ],
                    options={
                        'verbose_name': 'role of a person',
                        'proxy': True,
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('accounts.user_groups',),
                ),
                migrations.CreateModel(
                    name='RoleHeldVersion',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='accounts.roleheld')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('user', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('group', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['pgh_created_at'], name='roleheld_version_at'), models.Index(django.db.models.fields.json.KeyTextTransform('user', 'pgh_context'), models.F('pgh_created_at'), condition=models.Q(('pgh_context__isnull', False)), name='roleheld_version_by')],
                        'triggers': [pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='34a89dfb1066aed2395aa0a9eb786530b989a728', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ff79b', table='accounts_roleheldversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3723e94b5e6669411f154326dace03e4d2c514dd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5b574', table='accounts_roleheldversion', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'session',
                        'verbose_name_plural': 'sessions',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SentForm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64)),
                        ('location', models.TextField(blank=True)),
                        ('sent_at', models.DateTimeField(db_index=True, default=apps.core.clock.now)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='sent_form_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Access',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('refused', 'Sign-in refused: wrong password'), ('signed_out', 'Signed out'), ('password_set', 'Password set'), ('password_link', 'Link to set a password shown to an administrator'), ('asked', 'Account, roles or second factors changed: who asked'), ('confirmed', 'Account, roles or second factors changed: who confirmed'), ('command_line', 'Account or second factors changed on the command line'), ('locked', 'Account locked'), ('suspended', 'Roles taken away until a second administrator decides'), ('restored', 'Roles given back that were taken away for the time being')], max_length=13, verbose_name='what happened')),
                        ('at', models.DateTimeField(default=apps.core.clock.now)),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ],
                    options={
                        'verbose_name': 'sign-in',
                        'indexes': [models.Index(fields=['at'], name='access_at')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6b6f0c72443aa85eec7569c9b1681f5ed6f60afa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_39771', table='accounts_access', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9db0436da7d79efa732b78e84fb43363afce0713', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_927e6', table='accounts_access', when='BEFORE'))],
                    },
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleheld',
            trigger=pgtrigger.compiler.Trigger(name='added_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_roleheldversion" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."group_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'added\', NEW."id", NEW."user_id"); RETURN NULL;', hash='08eec51510c408bdf981a37cad9e9e6e4c3d74ac', operation='INSERT', pgid='pgtrigger_added_insert_1ac5c', table='accounts_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleheld',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_roleheldversion" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."group_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'changed\', NEW."id", NEW."user_id"); RETURN NULL;', hash='1c2d3609c1f928b40acb6031722ecb7d8b56ab79', operation='UPDATE', pgid='pgtrigger_changed_update_981c8', table='accounts_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleheld',
            trigger=pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_roleheldversion" ("group_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."group_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'removed\', OLD."id", OLD."user_id"); RETURN NULL;', hash='0082c5fe5edc988069bfb438c40e8bf5d8c7428f', operation='DELETE', pgid='pgtrigger_removed_delete_bbf24', table='accounts_user_groups', when='AFTER')),
        ),
    ]
