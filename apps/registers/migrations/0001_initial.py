import apps.core.clock
import apps.core.migration_operations
import django_countries.fields
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
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20, verbose_name='register')),
                        ('number', models.CharField(max_length=40, verbose_name='number')),
                        ('name', models.TextField(verbose_name='legal name')),
                        ('street', models.TextField(blank=True, verbose_name='street address')),
                        ('city', models.TextField(blank=True, verbose_name='city')),
                        ('region', models.CharField(blank=True, max_length=10, verbose_name='region, by ISO 3166-2')),
                        ('postal_code', models.TextField(blank=True, verbose_name='postal code')),
                        ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                        ('state', models.CharField(choices=[('current', 'current'), ('lapsed', 'lapsed: the company did not renew it in time'), ('ended', 'ended: the company or the number is no longer in use')], max_length=8, verbose_name='state')),
                        ('status', models.CharField(max_length=40, verbose_name='status in the register')),
                        ('renew_by', models.DateField(blank=True, null=True, verbose_name='to be renewed by')),
                        ('updated_at', models.DateTimeField(verbose_name='last changed in the register')),
                    ],
                    options={
                        'verbose_name': 'entry of a register',
                        'verbose_name_plural': 'entries of registers',
                        'constraints': [models.UniqueConstraint(fields=('register', 'number'), name='register_entry_one_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Parent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20, verbose_name='register')),
                        ('number', models.CharField(max_length=40, verbose_name='number')),
                        ('parent', models.CharField(max_length=40, verbose_name='number of the parent')),
                        ('kind', models.CharField(max_length=40, verbose_name='how the parent holds it')),
                        ('is_current', models.BooleanField(verbose_name='holds it now')),
                        ('updated_at', models.DateTimeField(verbose_name='last changed in the register')),
                        ('digest', models.BinaryField(max_length=32)),
                        ('parent_digest', models.BinaryField(max_length=32)),
                    ],
                    options={
                        'verbose_name': 'parent in a register',
                        'verbose_name_plural': 'parents in registers',
                        'indexes': [models.Index(fields=['digest'], name='register_parent_digest')],
                        'constraints': [models.UniqueConstraint(fields=('register', 'number', 'parent', 'kind'), name='register_parent_one_per_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Load',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20, verbose_name='register')),
                        ('file', models.TextField(verbose_name='file')),
                        ('as_of', models.DateField(verbose_name='as of')),
                        ('read', models.PositiveBigIntegerField(verbose_name='lines read')),
                        ('added', models.PositiveBigIntegerField(verbose_name='added')),
                        ('changed', models.PositiveBigIntegerField(verbose_name='changed')),
                        ('rejected', models.PositiveBigIntegerField(verbose_name='rejected')),
                        ('at', models.DateTimeField(default=apps.core.clock.now, verbose_name='loaded')),
                    ],
                    options={
                        'verbose_name': 'load of a register',
                        'verbose_name_plural': 'loads of registers',
                        'indexes': [models.Index(fields=['register', '-as_of'], name='register_load_as_of')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a69201d724f603d8409d2366998db12ccdbfeefe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8e210', table='registers_load', when='BEFORE')), pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='146b1da756bc49860e4298d35d59fe6b745345f6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d42fa', table='registers_load', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
