from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0019_archived_months")]

    operations = [
        # As with the numbers of entries: each session takes a hundred at a time, so that writers do not wait for each
        # other at the sequence for every parcel.
        migrations.RunSQL(
            "ALTER SEQUENCE ledger_parcel_id_seq CACHE 100",
            reverse_sql="ALTER SEQUENCE ledger_parcel_id_seq CACHE 1",
        ),
    ]
