"""Keep the place of each report among those of its reporter, by which one that arrives late is known as stale."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0009_sources_are_asked'),
    ]

    operations = [
        # Django does not manage the table of shipments, nor its partitions.
        migrations.RunSQL(
            """
            ALTER TABLE ledger_shipment ADD COLUMN IF NOT EXISTS reported_at timestamptz;
            ALTER TABLE ledger_shipment ADD COLUMN IF NOT EXISTS version bigint;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='case',
            name='reported_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='version',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='reported_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='version',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='recording',
            name='stale',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='violation',
            name='reported_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reported as of'),
        ),
        migrations.AddField(
            model_name='violation',
            name='version',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='version of the report'),
        ),
        migrations.AlterField(
            model_name='remark',
            name='code',
            field=models.CharField(choices=[('alleged', 'Recorded as alleged'), ('joined', 'Joined to a case that is on record'), ('beside', 'Kept beside its case'), ('stale', 'Older than the last report'), ('repeated', 'Repeats a report that was changed since')], max_length=10, verbose_name='what became of it'),
        ),
    ]
