"""The files of shipments that a business uploaded."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.errors import NotFound
from apps.ledger.models import (
    SellerUpload,
)


def uploads_of(shipper_id: int) -> QuerySet[SellerUpload]:
    """Return the files of shipments that a business uploaded, the latest first."""
    return (
        SellerUpload.objects.filter(shipper=shipper_id)
        .select_related("shipper", "job", "recording__reporter", "recording__reversed_by", "uploaded_by")
        .order_by("-pk")
    )


def upload_for(shipper_id: int, upload_id: int) -> SellerUpload:
    """Return a file that a business uploaded; raise NotFound for any other."""
    upload = uploads_of(shipper_id).filter(pk=upload_id).first()
    if upload is None:
        raise NotFound(_("There is no such file on your list."))
    return upload
