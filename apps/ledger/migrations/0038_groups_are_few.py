"""Tell the planner that next to nobody is judged together with others.

Without this it expects a thousand rows for each batch, and may read all watches where a few by their keys would do.
"""

from django.db import migrations

FUNCTIONS = ("ledger_judged_together", "ledger_groups_keep")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0037_parcels_declared_in_time")]

    operations = [
        migrations.RunSQL(
            "; ".join(f"ALTER FUNCTION {name}(bigint[]) ROWS 1" for name in FUNCTIONS), migrations.RunSQL.noop
        ),
    ]
