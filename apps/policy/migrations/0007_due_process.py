from django.db import migrations

# Numbers that the program has gained, with the values that leave an earlier policy what it was: nothing lapsed, nobody
# was held back by the hour, and a second officer decided removals alone.
GAINED = {
    "clock.critical_lapse_days": "365",
    "clock.change_decision_days": "30",
    "clock.change_lapse_days": "365",
    "clock.reentry_months": "120",
    "change.at_once_per_hour": "1000000",
    "change.second_officer_demotion": "0",
    "change.second_officer_suspension": "0",
    "change.second_officer_removal": "1",
    "change.second_officer_validation": "0",
    "realised.months": "12",
    "realised.least_parcels": "100",
    "realised.confidence": "0.95",
}


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
    dependencies = [("policy", "0006_versions_stay")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
