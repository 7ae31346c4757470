"""How long a business that was removed may not apply again."""

from datetime import date

from django.db import transaction

from apps.shippers.models import Shipper


@transaction.atomic
def shipper_bar(*, shipper_id: int, until: date | None) -> Shipper:
    """Have the business wait: it may apply again from the day `until`; with None, at once.

    The caller has decided so and tells it. Nothing happens to an application that was sent before.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    shipper.barred_until = until
    shipper.save(update_fields=["barred_until"])
    return shipper
