"""An index of the exams of special operations, which are few among all parcels."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0015_links_undone"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX shipment_operation ON ledger_shipment (date) WHERE exam_basis = 'operation'",
            "DROP INDEX shipment_operation",
        ),
    ]
