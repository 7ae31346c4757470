from datetime import date
from decimal import Decimal

import apps.core.fields
import apps.core.migration_operations
import apps.measures.reasons.vocabulary
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

# Before the first period of the program.
SINCE = date(2000, 1, 1)
TARGETS = [
    ('decisions', 'in_time', '0.95', 'A promise means little unless nearly everybody gets what was promised. One case in twenty may be hard.'),
    ('validations', 'in_time', '0.95', 'Until the first validation, benefits rest on trust. Very few members should wait longer for it.'),
    ('tips', 'in_time', '0.9', 'Some tips need an answer from abroad. Most do not.'),
    ('random-exams', 'members', '0.05', 'A member should send at least 19 parcels of 20 without fault. A random exam shows it best.'),
    ('repeats', 'again', '0.2', 'Four of five should not break a rule a second time.'),
    ('completeness', 'complete', '0.98', 'Without data nobody can tell a risky parcel from a harmless one.'),
    ('wrong-parcels', 'in_time', '0.95', 'A parcel without a decision keeps a business from rising. Very few parcels should wait longer.'),
]


def begin(apps, schema_editor):
    """Put the targets with which the program begins into their table. Nobody proposed or approved them."""
    target, approval = apps.get_model("measures", "Target"), apps.get_model("measures", "TargetApproval")
    now = timezone.now()
    for measure, line, value, reason in TARGETS:
        made = target.objects.create(
            measure=measure, line=line, value=Decimal(value), since=SINCE, reason=reason, at=now
        )
        approval.objects.create(target=made, at=now)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('policy', '0001_initial'),
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='RegisterPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', models.DateField(unique=True)),
                        ('released_at', models.DateTimeField()),
                        ('day', models.DateField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day'], name='register_part_day')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1af4e42565cd924e2f11eb319fd3ec1b06e78bc3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94c12', table='measures_registerpart', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='600ef4225b64fd418d7bfe641e18e16b34987a0b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0aff8', table='measures_registerpart', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='measures.registerpart')),
                        ('first_month', models.DateField(verbose_name='decided from')),
                        ('last_month', models.DateField(verbose_name='decided until')),
                        ('action', models.CharField(blank=True, choices=apps.measures.reasons.vocabulary.action_choices, max_length=10)),
                        ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld: the action stands'), ('lower_tier', 'Reduced: a smaller step down'), ('conditions', 'Reduced: conditions instead'), ('lighter', 'Reduced: something else that takes less away'), ('withdrawn', 'Withdrawn: nothing was taken away'), ('lapsed', 'Lapsed: nobody decided in time'), ('overturned', 'Overturned on appeal'), ('unfounded', 'Nothing was found of what was looked for'), ('less', 'Less was taken away, or nothing')], max_length=10)),
                        ('at_once', models.CharField(blank=True, choices=[('yes', 'At once, heard after'), ('no', 'Heard first')], max_length=3, verbose_name='effect')),
                        ('policy', models.CharField(blank=True, max_length=10, verbose_name='version of the policy')),
                        ('ground', models.CharField(blank=True, max_length=40)),
                        ('rule', models.CharField(blank=True, max_length=40, verbose_name='rule of the policy')),
                        ('begun_by', models.CharField(blank=True, choices=[('program', 'By the program, without a person'), ('source', 'By the system of an agency or a partner'), ('person', 'By an officer'), ('two_persons', 'By two officers')], max_length=11)),
                        ('decided_by', models.CharField(blank=True, choices=[('program', 'By the program, without a person'), ('source', 'By the system of an agency or a partner'), ('person', 'By an officer'), ('two_persons', 'By two officers')], max_length=11)),
                        ('response', models.CharField(blank=True, choices=[('used', 'Used'), ('not_used', 'Open, not used'), ('not_open', 'Not part of this procedure')], max_length=8, verbose_name='response or answer')),
                        ('appeal', models.CharField(blank=True, choices=[('used', 'Used'), ('not_used', 'Open, not used'), ('not_open', 'Not part of this procedure')], max_length=8)),
                        ('days', models.CharField(blank=True, choices=[('0-7', '0 to 7 days'), ('8-30', '8 to 30 days'), ('31-90', '31 to 90 days'), ('91-180', '91 to 180 days'), ('181-', 'More than 180 days'), ('0-90', '0 to 90 days'), ('91-', 'More than 90 days')], max_length=7, verbose_name='days to the decision')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c188c69d5389e2755cd54c12af9c5f0bbe87788d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6e27e', table='measures_registerrow', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='e787489d9974997276314fea7ea96ab2b6b43715', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8c4f9', table='measures_registerrow', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RegisteredAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.registerpart')),
                        ('kind', models.CharField(max_length=20)),
                        ('record', models.BigIntegerField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'record'), name='registered_action_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7a201b56ba1fe700c92c15a2224ff9c85e4266ed', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5c7bf', table='measures_registeredaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='786c9defb290647d7d73f068cd39bbe87f32ee7c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1c400', table='measures_registeredaction', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Release',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('quarter', 'Quarter'), ('year', 'Fiscal year')], max_length=7, verbose_name='kind of period')),
                        ('first', models.DateField(verbose_name='first day')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='edition')),
                        ('due_at', models.DateTimeField(verbose_name='to be released at')),
                    ],
                    options={
                        'verbose_name_plural': 'calendar of releases',
                        'indexes': [models.Index(fields=['due_at'], name='release_due')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'first', 'number'), name='release_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2baaa60e240b5fe18d404ab923dffec75bbd5886', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cc236', table='measures_release', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='7cd7332d7c7b5a789a5c8245afb6bfea3757eb46', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e8d15', table='measures_release', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='measures.release')),
                        ('code', models.SlugField(max_length=40, unique=True)),
                        ('known_at', models.DateTimeField(verbose_name='facts known until')),
                        ('released_at', models.DateTimeField()),
                        ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.policy')),
                        ('exact', models.JSONField(verbose_name='exact figures')),
                        ('studies', models.JSONField(db_default={}, default=dict, verbose_name='moments of the studies')),
                        ('data_digest', models.CharField(max_length=64)),
                        ('document', models.TextField(verbose_name='published file')),
                        ('digest', models.CharField(max_length=64, verbose_name='digest of the published file')),
                    ],
                    options={
                        'verbose_name_plural': 'editions of figures',
                        'indexes': [models.Index(fields=['-released_at'], name='edition_latest')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e4270fac6f7200b4bf167ce47bdd608d84fc172', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_542ac', table='measures_edition', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='64e11afbed5ae1a9061a0840fdd1af06081fa18f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e587d', table='measures_edition', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RevisionCause',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='measures.edition')),
                        ('measure', models.CharField(max_length=30)),
                        ('late', models.PositiveBigIntegerField(verbose_name='late reports')),
                        ('corrected', models.PositiveBigIntegerField(verbose_name='corrections')),
                        ('kept', models.BooleanField(verbose_name='kept as it was')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'measure'), name='revision_cause_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c2ba6c721747bf3b7e4374398bb1b1ad38a22536', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_97464', table='measures_revisioncause', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='4544250fb26b917e1d267d8376974069026f274d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_17548', table='measures_revisioncause', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Baseline',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('quarter', 'Quarter'), ('year', 'Fiscal year')], max_length=7, verbose_name='kind of period')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='baselines', to='measures.edition')),
                        ('data_digest', models.CharField(max_length=64)),
                        ('set_at', models.DateTimeField(verbose_name='since')),
                        ('reason', models.TextField(verbose_name='why')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1766daba1b152a6b2a812cd51100cd0476cc8833', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b94d1', table='measures_baseline', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='43e648bd8a910507a310b967eeb3b3915a91c828', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c783c', table='measures_baseline', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('measure', models.CharField(max_length=30)),
                        ('line', models.CharField(max_length=30)),
                        ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='target')),
                        ('since', models.DateField(verbose_name='from the period that begins on')),
                        ('reason', models.TextField()),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                        ('at', models.DateTimeField(verbose_name='proposed at')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['measure', 'line', 'since'], name='target_of_line')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c536700fb9e9ae18b619567cfc4daa622b40b759', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_47a35', table='measures_target', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='6e55fe23e09bc06526ffc1301050681ae4e51480', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8b41d', table='measures_target', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='TargetApproval',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('target', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='measures.target')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(verbose_name='approved at')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='02f15a472fabaa2a118a4438bec68373b3878e89', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_14573', table='measures_targetapproval', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9764788c1674250a25c632c47c0491ac0733ef74', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_44502', table='measures_targetapproval', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Explanation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='measures.edition')),
                        ('measure', models.CharField(max_length=30)),
                        ('text', models.TextField(verbose_name='why the target was missed, and what is done')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(verbose_name='written at')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['edition', 'measure', '-id'], name='explanation_latest')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2c0896548dc3a341f7964a14b4d8bcc96a0fb931', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4adda', table='measures_explanation', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='b47569c44b739c27a6a59a933e4919da773262f1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_908fe', table='measures_explanation', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ExplanationApproval',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('explanation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='measures.explanation')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField(verbose_name='approved at')),
                    ],
                    options={
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e42b16b48c88af7b29026f1944ab093423ba359', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_18b4e', table='measures_explanationapproval', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='114240682f8b0133144dc5fad63f052f891c4f63', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b6545', table='measures_explanationapproval', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Subscription',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', apps.core.fields.EncryptedTextField(verbose_name='e-mail address')),
                        ('digest', models.BinaryField(max_length=32, unique=True)),
                        ('language', models.CharField(max_length=10)),
                        ('asked_at', models.DateTimeField(verbose_name='asked for at')),
                        ('answered_at', models.DateTimeField(null=True, verbose_name='link mailed at')),
                        ('confirmed_at', models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='EditionMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='measures.edition')),
                        ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='measures.subscription')),
                        ('mailed_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'subscription'), name='edition_mail_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
