"""Write the addresses of open invitations in their one form."""

from django.db import migrations

from apps.core.mail_addresses import CHARACTERS, mail_address


def write(apps, schema_editor):
    for each in apps.get_model("shippers", "Invitation").objects.exclude(email__regex=CHARACTERS):
        each.email = mail_address(each.email)
        each.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("shippers", "0012_kept_by_triggers")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
