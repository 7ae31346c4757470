"""Write the ports of capacities in their one form."""

from django.db import migrations

from apps.core.codes import code_form


def write(apps, schema_editor):
    for each in apps.get_model("targeting", "PortCapacity").objects.order_by("-pk"):
        rows = apps.get_model("targeting", "PortCapacity").objects
        if each.port == code_form(each.port):
            continue
        # The one that was written last in its one form is the capacity that holds.
        if rows.filter(port=each.port, weekday=each.weekday, day=each.day).exists():
            each.delete()
        else:
            each.save(update_fields=["port"])


class Migration(migrations.Migration):
    dependencies = [("targeting", "0010_codes_have_one_form")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
