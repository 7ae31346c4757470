"""Give batches a time of a day that is open, and find the entries of a day by the time of their recording."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_closed_days")]

    operations = [
        migrations.RunSQL(
            (SQL / "batch_begin.sql").read_text(),
            "DROP FUNCTION ledger_batch_begin(timestamptz)",
        ),
        # Entries are written in the order of their time: a summary of each range of pages finds a day, and costs the
        # recording path next to nothing.
        migrations.RunSQL(
            "CREATE INDEX shipment_recorded ON ledger_shipment USING brin (recorded_at) WITH (autosummarize = on)",
            "DROP INDEX shipment_recorded",
        ),
    ]
