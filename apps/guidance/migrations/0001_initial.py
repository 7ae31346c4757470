import apps.core.clock
import apps.core.fields
import apps.core.migration_operations
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='SurveyAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('task', models.CharField(choices=[('application', 'Application sent'), ('reply', 'Reply to a request for information sent'), ('appeal', 'Appeal sent'), ('response', 'Response to a notice sent'), ('disclosure', 'Disclosure sent'), ('import', 'File of shipments imported'), ('question', 'Question asked'), ('answer', 'Question answered and closed'), ('review', 'Annual review done')], max_length=12)),
                        ('role', models.CharField(blank=True, max_length=10, verbose_name='role on the team')),
                        ('language', models.CharField(max_length=10)),
                        ('day', models.DateField(default=apps.core.clock.today)),
                        ('trust', models.PositiveSmallIntegerField(null=True, verbose_name='trust')),
                        ('effectiveness', models.PositiveSmallIntegerField(null=True, verbose_name='effectiveness')),
                        ('ease', models.PositiveSmallIntegerField(null=True, verbose_name='ease')),
                        ('efficiency', models.PositiveSmallIntegerField(null=True, verbose_name='efficiency')),
                        ('transparency', models.PositiveSmallIntegerField(null=True, verbose_name='transparency')),
                        ('people', models.PositiveSmallIntegerField(null=True, verbose_name='people')),
                        ('text', apps.core.fields.EncryptedTextField(blank=True, verbose_name='what was written')),
                    ],
                    options={
                        'verbose_name': 'answer to a survey',
                        'verbose_name_plural': 'answers to surveys',
                        'indexes': [models.Index(fields=['day'], name='survey_answer_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('trust__isnull', True), ('trust__range', (1, 5)), _connector='OR'), name='survey_answer_trust_from_1_to_5'), models.CheckConstraint(condition=models.Q(('effectiveness__isnull', True), ('effectiveness__range', (1, 5)), _connector='OR'), name='survey_answer_effectiveness_from_1_to_5'), models.CheckConstraint(condition=models.Q(('ease__isnull', True), ('ease__range', (1, 5)), _connector='OR'), name='survey_answer_ease_from_1_to_5'), models.CheckConstraint(condition=models.Q(('efficiency__isnull', True), ('efficiency__range', (1, 5)), _connector='OR'), name='survey_answer_efficiency_from_1_to_5'), models.CheckConstraint(condition=models.Q(('transparency__isnull', True), ('transparency__range', (1, 5)), _connector='OR'), name='survey_answer_transparency_from_1_to_5'), models.CheckConstraint(condition=models.Q(('people__isnull', True), ('people__range', (1, 5)), _connector='OR'), name='survey_answer_people_from_1_to_5')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='77a80d1bb80a48728f1ab4793d4b332b53366dd4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a73ae', table='guidance_surveyanswer', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9604d51c4bb3f826cf61bf70029e0d476ac2e7d1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_eb0d7', table='guidance_surveyanswer', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='CheckResult',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('check_key', models.CharField(max_length=40, verbose_name='check')),
                        ('version', models.PositiveSmallIntegerField()),
                        ('language', models.CharField(max_length=10)),
                        ('attempt', models.UUIDField()),
                        ('is_after', models.BooleanField(verbose_name='after reading')),
                        ('right', models.PositiveSmallIntegerField(verbose_name='right answers')),
                        ('questions', models.PositiveSmallIntegerField()),
                        ('day', models.DateField(default=apps.core.clock.today)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('attempt', 'is_after'), name='guidance_check_once_before_and_after'), models.CheckConstraint(condition=models.Q(('right__lte', models.F('questions'))), name='guidance_check_right_of_questions')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c8bb5b48286d06bd59467c2c208122d9b04661a4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_db1d7', table='guidance_checkresult', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9d1bb8f89db327babd43914c7570e453d9a40ed3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_93015', table='guidance_checkresult', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
