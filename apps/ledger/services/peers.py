"""The usual values per kilogram, with which shipments are compared before they are sent."""

from django.db import transaction

from apps.core import clock
from apps.ledger.models import PeerValue
from apps.ledger.selectors.peers import peers_counted

# Percentiles of a chapter need some thousands of parcels, and there are a hundred chapters.
MAX_PARCELS = 1_000_000


@transaction.atomic
def peers_count() -> None:
    """Count the usual values per kilogram anew, from a sample of the parcels of a year."""
    now = clock.now()
    PeerValue.objects.bulk_create(
        [
            PeerValue(chapter=chapter, currency=currency, counted_at=now, **peers._asdict())
            for (chapter, currency), peers in sorted(peers_counted(MAX_PARCELS).items())
        ],
        update_conflicts=True,
        unique_fields=["chapter", "currency"],
        update_fields=["parcels", "low", "median", "high", "counted_at"],
    )
    PeerValue.objects.exclude(counted_at=now).delete()
