"""Keep what partners asked beyond the status, and the corrections that they are told."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0010_snapshots'),
        ('shippers', '0004_consent_to_names_as_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='webhookdelivery',
            name='kind',
            field=models.CharField(choices=[('status.changed', "A shipper's standing changed"), ('policy.in_force', 'A policy took effect'), ('correction.made', 'What was told of a shipper was corrected'), ('webhook.test', 'A test')], max_length=40, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='PartnerCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(verbose_name='place')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('record_corrected', 'Something that counted no longer counts'), ('standing_restored', 'The standing was restored')], max_length=20), verbose_name='reasons')),
                ('event_id', models.BigIntegerField()),
                ('at', models.DateTimeField(verbose_name='made')),
                ('told_at', models.DateTimeField(null=True, verbose_name='told')),
                ('acknowledged_at', models.DateTimeField(null=True, verbose_name='acknowledged')),
                ('partner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='partners.partner')),
                ('shipper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told_corrections', to='shippers.shipper')),
            ],
            options={
                'verbose_name': 'correction for a partner',
                'verbose_name_plural': 'corrections for partners',
            },
        ),
        migrations.AddField(
            model_name='webhookdelivery',
            name='correction',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='partners.partnercorrection'),
        ),
        migrations.CreateModel(
            name='AskedNames',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ksn', models.CharField(max_length=12, verbose_name='Known Shipper Number')),
                ('day', models.DateField(verbose_name='day')),
                ('digests', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=32), verbose_name='digests of the names')),
                ('partner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='asked_names', to='partners.partner')),
            ],
            options={
                'verbose_name': 'names asked',
                'verbose_name_plural': 'names asked',
                'constraints': [models.UniqueConstraint(fields=('day', 'partner', 'ksn'), name='asked_names_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FurtherLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ksn', models.CharField(max_length=12, verbose_name='Known Shipper Number')),
                ('day', models.DateField(verbose_name='day')),
                ('kind', models.CharField(choices=[('name', 'Compare a name with yours'), ('past', 'Your status and tier on a past day'), ('evaluation', 'The findings behind your tier'), ('facts', 'All facts behind your tier')], max_length=12, verbose_name='kind')),
                ('told', models.CharField(max_length=40, verbose_name='told')),
                ('first_at', models.DateTimeField(verbose_name='first')),
                ('last_at', models.DateTimeField(verbose_name='last')),
                ('count', models.PositiveIntegerField(verbose_name='times')),
                ('partner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='further_looks', to='partners.partner')),
            ],
            options={
                'verbose_name': 'further look',
                'verbose_name_plural': 'further looks',
                'constraints': [models.UniqueConstraint(fields=('ksn', 'day', 'partner', 'kind', 'told'), name='further_look_of_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='partnercorrection',
            index=models.Index(fields=['shipper', '-at', '-id'], name='correction_of_shipper'),
        ),
        migrations.AddConstraint(
            model_name='partnercorrection',
            constraint=models.UniqueConstraint(fields=('partner', 'seq'), name='correction_place'),
        ),
        migrations.AddConstraint(
            model_name='partnercorrection',
            constraint=models.UniqueConstraint(fields=('event_id', 'partner'), name='correction_once'),
        ),
        migrations.AddConstraint(
            model_name='partnercorrection',
            constraint=models.CheckConstraint(condition=models.Q(('acknowledged_at', None), ('told_at__isnull', False), _connector='OR'), name='correction_told_before_acknowledged'),
        ),
    ]
