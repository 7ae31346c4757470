"""Tell the parcels that an agency drew at random after a wrong one: they speak of tiers that are lost, not of the rate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0028_codes_have_one_form"),
    ]

    operations = [
        migrations.AddField("parcel", "followed", models.BooleanField(db_default=False)),
        migrations.AddField("tally", "followed", models.IntegerField(db_default=0)),
        migrations.AddField("tally", "followed_discrepant", models.IntegerField(db_default=0)),
        # Django does not manage the table of shipments, nor its partitions. A constant default rewrites none of them.
        migrations.RunSQL(
            "ALTER TABLE ledger_shipment ADD COLUMN IF NOT EXISTS followed boolean DEFAULT false",
            migrations.RunSQL.noop,
        ),
    ]
