"""Let each reporter issue numbers under the codes that staff noted for its partners."""

from django.db import migrations
from django.db.migrations.state import StateApps


def note(apps: StateApps, schema_editor: object) -> None:
    codes = apps.get_model("ledger", "IssuerCode").objects
    rights = apps.get_model("partners", "ReportingRights").objects.values_list("partner__reporter", "codes")
    codes.bulk_create(
        [codes.model(code=code.upper(), reporter_id=reporter) for reporter, noted in rights for code in noted],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0025_codes_of_issuers"), ("partners", "0015_disclosure_among_looks")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
