"""Keep a catalogue of archived months, and record nothing in a month that is archived (docs/adr/0107)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
_MONTH_OF_BEFORE = (SQL / "shipment_table.sql").read_text()
_MONTH_OF_BEFORE = _MONTH_OF_BEFORE[_MONTH_OF_BEFORE.index("CREATE FUNCTION ledger_shipment_month") :]


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0018_batches_begin_in_open_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArchiveAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('kind', models.CharField(choices=[('archived', 'archived'), ('restored', 'restored')], max_length=10, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('file', models.CharField(max_length=100, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('size', models.BigIntegerField(verbose_name='bytes of the file')),
                ('rows', models.BigIntegerField(verbose_name='entries')),
                ('first_recorded', models.DateTimeField(verbose_name='first recorded')),
                ('last_recorded', models.DateTimeField(verbose_name='last recorded')),
                ('schema', models.CharField(max_length=100, verbose_name='schema')),
                ('recordings', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('took_over', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'archived month',
                'verbose_name_plural': 'archived months',
                'indexes': [models.Index(fields=['month', '-id'], name='archive_act_month')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='archiveact',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e3058032e1e96bdb5fa9b56fb21593cb28991f7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4296a', table='ledger_archiveact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='archiveact',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;", hash='2cfefeeac7df10dc84159aecf21a9b3b5240459d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_12931', table='ledger_archiveact', when='BEFORE')),
        ),
        migrations.RunSQL(
            "DROP FUNCTION ledger_shipment_month(date);" + (SQL / "shipment_months.sql").read_text(),
            f"""
            DROP FUNCTION ledger_shipment_month(date);
            DROP FUNCTION ledger_shipment_partition(date);
            DROP FUNCTION ledger_shipment_attach(date);
            {_MONTH_OF_BEFORE}
            ALTER FUNCTION ledger_shipment_month(date) SECURITY DEFINER SET search_path = public, pg_temp;
            """,
        ),
    ]
