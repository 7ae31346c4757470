from django.db import transaction

from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper


@transaction.atomic
def ksn_issue(shipper: Shipper) -> str:
    """Give the shipper its Known Shipper Number, in the caller's transaction; one that it has already stays."""
    locked = Shipper.objects.select_for_update().get(pk=shipper.pk)
    if locked.ksn is None:
        locked.ksn = new_ksn()
        locked.save(update_fields=["ksn"])
    shipper.ksn = locked.ksn
    return locked.ksn
