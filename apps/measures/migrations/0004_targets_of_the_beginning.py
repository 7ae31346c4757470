"""Put the targets with which the program began into the table of targets. Nobody proposed or approved them then."""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.utils import timezone

# Before the first period of the program.
SINCE = date(2000, 1, 1)
TARGETS = [
    ('decisions', 'in_time', '0.95', 'A promise counts only if nearly everybody gets what was promised. One in twenty may be hard.'),
    ('validations', 'in_time', '0.95', 'Benefits before a check are trust in advance. It should last longer for very few.'),
    ('tips', 'in_time', '0.9', 'Some tips need an answer from abroad. Most do not.'),
    ('random-exams', 'members', '0.05', 'A member should send at least 19 parcels of 20 without fault. A random exam shows it best.'),
    ('repeats', 'again', '0.2', 'Four of five should need one lesson and no second one.'),
    ('completeness', 'complete', '0.98', 'Without data nobody can tell a risky parcel from a harmless one.'),
]


def begin(apps, schema_editor):
    target, approval = apps.get_model("measures", "Target"), apps.get_model("measures", "TargetApproval")
    now = timezone.now()
    for measure, line, value, reason in TARGETS:
        made = target.objects.create(
            measure=measure, line=line, value=Decimal(value), since=SINCE, reason=reason, at=now
        )
        approval.objects.create(target=made, at=now)


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_targets_by_two_people")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
