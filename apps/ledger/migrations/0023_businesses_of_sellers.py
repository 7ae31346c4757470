"""Bind each reporter that is a business to that business, of which alone it reports from now on."""

from django.db import migrations
from django.db.migrations.state import StateApps

PREFIX = "seller-"


def bind(apps: StateApps, schema_editor: object) -> None:
    """Name the business of each reporter of uploads, whose code ends with the key of the business."""
    reporters = apps.get_model("ledger", "Reporter").objects
    businesses = set(apps.get_model("shippers", "Shipper").objects.values_list("pk", flat=True))
    for reporter in reporters.filter(kind="seller", code__startswith=PREFIX, shipper=None).iterator():
        key = reporter.code.removeprefix(PREFIX)
        if key.isascii() and key.isdecimal() and int(key) in businesses:
            reporters.filter(pk=reporter.pk).update(shipper=int(key))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0022_business_of_a_seller")]

    operations = [migrations.RunPython(bind, migrations.RunPython.noop)]
