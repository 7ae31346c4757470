"""The keys by which businesses are compared, written anew whenever what they are made of is written."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.db.models import Prefetch

from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.models import Identifier, MatchKey, Shipper


@transaction.atomic
def match_keys_refresh(*, shipper_ids: Iterable[int]) -> None:
    """Make the keys of these businesses those of what their tables say now, in the caller's transaction."""
    shippers = Shipper.objects.filter(pk__in=list(shipper_ids)).prefetch_related(
        # Their digests tell: nothing is deciphered.
        Prefetch("identifiers", Identifier.objects.defer("value")),
        "addresses",
        "storefronts",
        "owners",
        "match_keys",
    )
    gone, new = [], []
    for shipper in shippers.select_related("bank_account").order_by("pk"):
        account = getattr(shipper, "bank_account", None)
        keys = {
            (key.kind, key.digest): key
            for key in keys_of(
                shipper,
                identifiers=shipper.identifiers.all(),
                bank_accounts=[account] if account else [],
                addresses=shipper.addresses.all(),
                storefronts=shipper.storefronts.all(),
                owners=shipper.owners.all(),
            )
        }
        for kept in shipper.match_keys.all():
            key = keys.get((kept.kind, bytes(kept.digest)))
            if key and (key.shown, key.normal) == (kept.shown, kept.normal):
                del keys[key.kind, key.digest]
            else:
                gone.append(kept.pk)
        new += [MatchKey(shipper=shipper, **asdict(key)) for key in keys.values()]
    if gone:
        MatchKey.objects.filter(pk__in=gone).delete()
    MatchKey.objects.bulk_create(new)
