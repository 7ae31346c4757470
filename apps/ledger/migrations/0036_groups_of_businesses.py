"""Find the businesses that are judged together."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0035_businesses_judged_together")]

    operations = [
        migrations.RunSQL(
            (SQL / "groups.sql").read_text(),
            "DROP FUNCTION ledger_groups_keep(bigint[]); DROP FUNCTION ledger_judged_together(bigint[])",
        ),
    ]
