"""The identities under which facts name sellers, found or created for a whole batch at once."""

from collections.abc import Iterable, Mapping

from django.db import connection

from apps.ledger.facts import KSN_SOURCE, SellerKey
from apps.ledger.models import Seller
from apps.ledger.services.links import ksn_sellers_add
from apps.ledger.statements import statement
from apps.shippers.models import Shipper

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
