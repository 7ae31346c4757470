from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Month',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('tier', models.PositiveSmallIntegerField(null=True)),
                ('parcels', models.BigIntegerField()),
                ('examined', models.BigIntegerField()),
                ('shippers', models.IntegerField(verbose_name='businesses')),
                ('left_out', models.BigIntegerField(verbose_name='parcels left out')),
                ('counted_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'month of benefits',
                'verbose_name_plural': 'benefits, promised and received',
                'constraints': [models.UniqueConstraint(fields=('month', 'tier'), name='benefits_month_once', nulls_distinct=False)],
            },
        ),
    ]
