"""Keeping a business that was removed from applying again for a time."""

from datetime import date

from apps.shippers.models import Shipper


def shipper_bar(*, shipper_id: int, until: date | None) -> None:
    """The business may apply again from that day on; None lifts the bar."""
    Shipper.objects.filter(pk=shipper_id).update(barred_until=until)
