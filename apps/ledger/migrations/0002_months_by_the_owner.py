"""Have partitions made with the rights of the owner, since the role that runs the site may make no table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION ledger_shipment_month(date) SECURITY DEFINER SET search_path = public, pg_temp",
            "ALTER FUNCTION ledger_shipment_month(date) SECURITY INVOKER RESET search_path",
        )
    ]
