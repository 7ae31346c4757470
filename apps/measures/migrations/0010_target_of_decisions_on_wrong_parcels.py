"""Put the target with which the measure of decisions on wrong parcels begins into the table of targets."""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.utils import timezone

REASON = "A parcel without a decision keeps a business from rising. It should wait for very few."


def begin(apps, schema_editor):
    target, approval = apps.get_model("measures", "Target"), apps.get_model("measures", "TargetApproval")
    now = timezone.now()
    made = target.objects.create(
        measure="wrong-parcels", line="in_time", value=Decimal("0.95"), since=date(2000, 1, 1), reason=REASON, at=now
    )
    approval.objects.create(target=made, at=now)


class Migration(migrations.Migration):
    dependencies = [("measures", "0009_watches_in_the_register")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
