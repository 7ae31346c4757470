"""The table of shipments, partitioned by month, with what makes a month's partition."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "shipment_table.sql").read_text(),
            """
            DROP TABLE ledger_shipment;
            DROP SEQUENCE ledger_shipment_id_seq;
            DROP FUNCTION ledger_shipment_month(date);
            DROP FUNCTION ledger_append_only();
            """,
        ),
        migrations.RunSQL((SQL / "storage.sql").read_text(), migrations.RunSQL.noop),
    ]
