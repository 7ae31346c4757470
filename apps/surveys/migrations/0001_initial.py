import apps.core.clock
import apps.core.fields
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(choices=[('application', 'Application sent'), ('reply', 'Reply to a request for information sent'), ('appeal', 'Appeal sent'), ('response', 'Response to a notice sent'), ('disclosure', 'Disclosure sent'), ('import', 'File of shipments imported'), ('question', 'Question asked'), ('answer', 'Question answered and closed'), ('review', 'Annual review done')], max_length=12, verbose_name='task')),
                ('role', models.CharField(blank=True, max_length=10, verbose_name='role on the team')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('day', models.DateField(default=apps.core.clock.today, verbose_name='day')),
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
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c0a53c5a3ee06c6842a37735e4301d7cc037b149', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_da491', table='surveys_answer', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='c7ba52267a31c66432ca05a6c6941af055bcbdfb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8b20d', table='surveys_answer', when='BEFORE'))],
            },
        ),
    ]
