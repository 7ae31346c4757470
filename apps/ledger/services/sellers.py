"""The identities under which facts name sellers, and their links to shippers. Nothing else sets to which shipper an
identity belongs.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection

from apps.ledger.facts import KSN_SOURCE, SellerKey
from apps.ledger.models import Recording, Seller, SellerLink
from apps.ledger.selectors.wrong_parcels import wrong_parcels_of_sellers
from apps.ledger.services.recordings import batch_follow, batch_time
from apps.ledger.services.wrong_parcels import wrong_parcels_follow
from apps.ledger.statements import statement
from apps.shippers.models import Shipper


def identities_follow(*, recording: Recording, sellers: Collection[int] = (), shippers: Collection[int] = ()) -> None:
    """Let a batch that brings the history of identities, or of all identities of shippers, to an evaluation bear a time
    that is not before that history's.

    The caller has locked the identities, and has written nothing of the batch.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement("latest_read"), {"sellers": list(sellers), "shippers": list(shippers)})
        (latest,) = cursor.fetchone()
    batch_follow(recording, latest)


def sellers_link(*, shippers: Mapping[int, int | None], reason: SellerLink.Reason, recording: Recording) -> None:
    """Link identities to shippers (ids of `Seller` and `Shipper`), or to nobody (None), by an act of the program.

    The caller has locked the identities, so that the links of each follow one another, has called `identities_follow`,
    and marks the shippers due. The work about parcels that exams at random found wrong follows the links.
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


type Sellers = dict[SellerKey, int]


def sellers_ensure(names: Mapping[SellerKey, str]) -> Sellers:
    """Return the ids of identities by their keys; create new identities, and add names to nameless ones.

    A reporter's own code always makes an identity, a KSN only if a shipper has the KSN; an unknown KSN is missing from
    the answer. Each identity is share-locked until the transaction ends, so that linking an identity to a shipper waits
    for the recording.
    """
    found, nameless = _find(names)
    missing = sorted(names.keys() - found.keys(), key=lambda key: (key.source, key.code))
    if missing:
        numbers = [key.code for key in missing if key.source == KSN_SOURCE]
        Seller.objects.bulk_create(
            [Seller(source=key.source, code=key.code, name=names[key]) for key in missing if key.source != KSN_SOURCE],
            ignore_conflicts=True,
        )
        if numbers:
            ksn_sellers_add(shippers=Shipper.objects.filter(ksn__in=numbers))
        found |= _find(missing)[0]
    named = [Seller(pk=found[key], name=names[key]) for key in nameless if names[key]]
    Seller.objects.bulk_update(sorted(named, key=lambda seller: seller.pk), ["name"])
    return found


def _find(keys: Iterable[SellerKey]) -> tuple[Sellers, list[SellerKey]]:
    keys = list(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            statement("sellers"),
            {"sources": [key.source for key in keys], "codes": [key.code for key in keys]},
        )
        rows = cursor.fetchall()
    found = {keys[place - 1]: pk for pk, place, _named in rows}
    return found, [keys[place - 1] for _pk, place, named in rows if not named]
