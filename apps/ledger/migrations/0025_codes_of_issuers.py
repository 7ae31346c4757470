"""Note for each reporter the code under which it issues numbers: its own. `partners` adds those that staff noted."""

from django.db import migrations
from django.db.migrations.state import StateApps


def note(apps: StateApps, schema_editor: object) -> None:
    codes = apps.get_model("ledger", "IssuerCode").objects
    reporters = apps.get_model("ledger", "Reporter").objects.exclude(kind__in=["seller", "agency"])
    codes.bulk_create(
        [
            codes.model(code=code.upper(), reporter_id=pk)
            for pk, code in reporters.order_by("pk").values_list("pk", "code").iterator()
        ],
        batch_size=1_000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0024_issuers_and_held_reports")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
