# Gives each assessment of before the key of its parcel. Assessments are never changed otherwise: the trigger that
# refuses a change rests meanwhile.

from django.db import migrations

from apps.ledger.parcel_keys import parcel_key

BATCH = 5_000


def keys_give(apps, schema_editor):
    assessments = apps.get_model("targeting", "Assessment").objects
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE targeting_assessment DISABLE TRIGGER USER")
        while rows := list(assessments.filter(parcel=b"").only("issuer", "reference")[:BATCH]):
            for row in rows:
                row.parcel = parcel_key(row.issuer, row.reference)
            assessments.bulk_update(rows, ["parcel"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE targeting_assessment ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ("targeting", "0007_parcels_known_by_one_key"),
    ]

    operations = [
        migrations.RunPython(keys_give, migrations.RunPython.noop),
    ]
