from datetime import UTC, datetime

from django.db import migrations

from apps.policy.published import published


def load(apps, schema_editor):
    """Load version 1 as published: its numbers first, since those of a published policy are locked."""
    content = published(1)
    policy = apps.get_model("policy", "Policy").objects.create(
        version=content.version,
        summary=content.summary,
        effective_from=content.effective_from,
        published_at=datetime(content.effective_from.year, content.effective_from.month, content.effective_from.day, tzinfo=UTC),
    )
    number = apps.get_model("policy", "Number")
    number.objects.bulk_create(
        number(policy=policy, key=row.key, value=row.value, authority=row.authority, reason=row.reason)
        for row in content.rows
    )
    policy.state = "published"
    policy.save(update_fields=["state"])


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
