"""The keys by which businesses are compared, written anew with every change of a profile."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.db.models import Prefetch

from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.models import Identifier, MatchKey, Shipper


@transaction.atomic
def match_keys_refresh(*, shipper_ids: Iterable[int]) -> None:
    """Write the keys of these businesses anew from their present tables, in the caller's transaction."""
    shippers = Shipper.objects.filter(pk__in=list(shipper_ids)).prefetch_related(
        # Only the digests are needed, so no number is decrypted.
        Prefetch("identifiers", Identifier.objects.defer("value")),
        "addresses",
        "storefronts",
        "owners",
        "match_keys",
    )
    stale, new = [], []
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
                stale.append(kept.pk)
        new += [MatchKey(shipper=shipper, **asdict(key)) for key in keys.values()]
    if stale:
        MatchKey.objects.filter(pk__in=stale).delete()
    MatchKey.objects.bulk_create(new)
