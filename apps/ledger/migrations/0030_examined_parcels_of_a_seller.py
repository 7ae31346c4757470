"""An index of the exams of a seller, which are few among all of its parcels."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0029_exams_after_a_wrong_one"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX shipment_examined ON ledger_shipment (seller_id, date) WHERE examined",
            "DROP INDEX shipment_examined",
        ),
    ]
