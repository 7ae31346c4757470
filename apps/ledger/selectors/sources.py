"""Who reports, and the identities under which facts about a shipper are reported."""

from django.db.models import QuerySet

from apps.ledger.models import (
    Recording,
    Seller,
)


def recordings_brought_by(reporter_id: int) -> QuerySet[Recording]:
    """What a reporter brought or took back itself: not what officers determined of its cases, which is theirs."""
    return (
        Recording.objects.filter(reporter=reporter_id)
        .exclude(kind=Recording.Kind.DESK)
        .exclude(reverses__kind=Recording.Kind.DESK)
    )


def identities_of(shipper_id: int) -> list[Seller]:
    """The identities under which facts about a shipper are reported."""
    return list(Seller.objects.filter(shipper=shipper_id).order_by("pk"))
