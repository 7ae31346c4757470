"""Tell the parcels that an agency opened after a draw at random from all others: the compliance rate reads them alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='drawn',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name='tally',
            name='drawn',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='tally',
            name='drawn_discrepant',
            field=models.IntegerField(db_default=0),
        ),
        # Django does not manage the table of shipments, nor its partitions.
        migrations.RunSQL(
            "ALTER TABLE ledger_shipment ADD COLUMN IF NOT EXISTS drawn boolean DEFAULT false",
            migrations.RunSQL.noop,
        ),
    ]
