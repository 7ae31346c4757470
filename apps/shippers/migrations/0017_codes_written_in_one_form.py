"""Write the codes of carriers and brokers in profiles in their one form."""

from django.db import migrations

from apps.core.codes import code_form


def write(apps, schema_editor):
    for each in apps.get_model("shippers", "ShippingParty").objects.exclude(code=""):
        if each.code != code_form(each.code):
            each.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("shippers", "0016_codes_have_one_form")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
