"""Bars: the time in which a business may not apply again that was removed, or left while its removal was proposed."""

from datetime import date

from django.db import transaction

from apps.shippers.models import Shipper


@transaction.atomic
def shipper_bar(*, shipper_id: int, until: date | None) -> Shipper:
    """Set the day from which a business may apply again; None lets it apply at once.

    The caller decides, and notifies the business. Applications that were sent before do not change.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    shipper.barred_until = until
    shipper.save(update_fields=["barred_until"])
    return shipper
