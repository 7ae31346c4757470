"""Call each exam request whose time was over done: no request ends by a count any more."""

from django.db import migrations


def write(apps, schema_editor):
    apps.get_model("validations", "ExamRequest").objects.filter(state="ended").update(state="done")


class Migration(migrations.Migration):
    dependencies = [
        ("validations", "0003_exam_requests"),
    ]

    operations = [
        migrations.RunPython(write, migrations.RunPython.noop, elidable=True),
    ]
