import apps.core.migration_operations
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        apps.core.migration_operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Line',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(help_text='Its digits, without dots.', max_length=14, unique=True)),
                        ('level', models.PositiveSmallIntegerField(help_text='How deep it stands; 0 is the top.')),
                        ('description', models.TextField()),
                        ('path', models.TextField(blank=True, help_text='The descriptions of the lines above it, from the top, one a line.', verbose_name='lines above')),
                        ('general', models.TextField(blank=True, db_default='', verbose_name='general rate of duty')),
                        ('special', models.TextField(blank=True, db_default='', verbose_name='special rates of duty')),
                        ('column_2', models.TextField(blank=True, db_default='', verbose_name='column 2 rate of duty')),
                        ('search', django.contrib.postgres.search.SearchVectorField(editable=False)),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='tariff_line_search')],
                    },
                ),
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(null=True)),
                        ('loaded_at', models.DateTimeField(verbose_name='loaded')),
                    ],
                ),
                migrations.CreateModel(
                    name='CodeChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.CharField(max_length=40)),
                        ('code', models.CharField(max_length=6)),
                        ('sellers', models.PositiveIntegerField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('word', 'code'), name='code_choice_once')],
                    },
                ),
            ],
        ),
    ]
