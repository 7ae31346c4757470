import apps.core.clock
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_key', models.CharField(max_length=40, verbose_name='check')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('attempt', models.UUIDField(verbose_name='attempt')),
                ('is_after', models.BooleanField(verbose_name='after reading')),
                ('right', models.PositiveSmallIntegerField(verbose_name='right answers')),
                ('questions', models.PositiveSmallIntegerField(verbose_name='questions')),
                ('day', models.DateField(default=apps.core.clock.today, verbose_name='day')),
            ],
            options={
                'verbose_name': 'result of a check',
                'verbose_name_plural': 'results of checks',
                'constraints': [models.UniqueConstraint(fields=('attempt', 'is_after'), name='guidance_check_once_before_and_after'), models.CheckConstraint(condition=models.Q(('right__lte', models.F('questions'))), name='guidance_check_right_of_questions')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c8bb5b48286d06bd59467c2c208122d9b04661a4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_db1d7', table='guidance_checkresult', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='9d1bb8f89db327babd43914c7570e453d9a40ed3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_93015', table='guidance_checkresult', when='BEFORE'))],
            },
        ),
    ]
