"""The links of identities to shippers. Nothing else sets to which shipper an identity belongs."""

from collections.abc import Iterable, Mapping

from django.db import connection

from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import Recording, SellerLink
from apps.ledger.selectors.wrong_parcels import wrong_parcels_of_sellers
from apps.ledger.services.recordings import batch_time
from apps.ledger.services.wrong_parcels import wrong_parcels_follow
from apps.ledger.statements import statement
from apps.shippers.models import Shipper


def sellers_link(*, shippers: Mapping[int, int | None], reason: SellerLink.Reason, recording: Recording) -> None:
    """Link identities to shippers (ids of `Seller` and `Shipper`), or to nobody (None), by an act of the program.

    The caller has locked the identities, so that the links of each follow one another, and marks the shippers due. The
    work about parcels that exams at random found wrong follows the links.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("link"),
            {
                "sellers": list(shippers),
                "shippers": list(shippers.values()),
                "reason": reason,
                "recording": recording.pk,
                "recorded_at": batch_time(recording),
            },
        )
    wrong_parcels_follow(parcel_ids=wrong_parcels_of_sellers(shippers))


def ksn_sellers_add(*, shippers: Iterable[Shipper]) -> None:
    """Create the identity of each shipper's KSN, linked since the shipper is on record, unless the identity exists."""
    numbered = sorted((shipper for shipper in shippers if shipper.ksn), key=lambda shipper: shipper.ksn or "")
    with connection.cursor() as cursor:
        cursor.execute(
            statement("ksn_sellers"),
            {
                "source": KSN_SOURCE,
                "reason": SellerLink.Reason.NUMBER,
                "codes": [shipper.ksn for shipper in numbered],
                "names": [shipper.name for shipper in numbered],
                "shippers": [shipper.pk for shipper in numbered],
                "since": [shipper.created_at for shipper in numbered],
            },
        )
