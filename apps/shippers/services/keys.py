"""The keys by which businesses are compared, written anew with every change of a profile."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Prefetch

from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.matches.sources import keys_from_sources
from apps.shippers.models import Identifier, MatchKey, Membership, Shipper


@transaction.atomic(savepoint=False)
def match_keys_refresh(*, shipper_ids: Iterable[int]) -> None:
    """Write the keys of these businesses anew from their present tables, in the caller's transaction."""
    pks = sorted(shipper_ids)
    # A sign-in writes the key of its browser under the same lock (`device_record`).
    locked = (
        Shipper.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=pks)
        .prefetch_related(
            # Only the digests are needed, so no number is decrypted.
            Prefetch("identifiers", Identifier.objects.defer("value")),
            "addresses",
            "storefronts",
            "owners",
            "match_keys",
        )
    )
    shippers = list(locked.select_related("bank_account").order_by("pk"))
    further, devices = keys_from_sources(pks), _devices_of(pks)
    stale, new = [], []
    for shipper in shippers:
        account = getattr(shipper, "bank_account", None)
        own = keys_of(
            shipper,
            identifiers=shipper.identifiers.all(),
            bank_accounts=[account] if account else [],
            addresses=shipper.addresses.all(),
            storefronts=shipper.storefronts.all(),
            owners=shipper.owners.all(),
            devices=devices[shipper.pk],
        )
        keys = {(key.kind, key.digest): key for key in (*own, *further[shipper.pk])}
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


def _devices_of(shipper_ids: Sequence[int]) -> dict[int, list[bytes]]:
    """Return the digests of the browsers in which people of businesses signed in, by the id of the business.

    An agent of another firm acts for many businesses, so the browser of an agent says nothing of one.
    """
    found: dict[int, list[bytes]] = {shipper_id: [] for shipper_id in shipper_ids}
    places = Membership.objects.filter(shipper__in=shipper_ids, user__sign_in_devices__isnull=False)
    own = places.exclude(role=Membership.Role.AGENT)
    for shipper_id, digest in own.values_list("shipper_id", "user__sign_in_devices__digest"):
        found[shipper_id].append(bytes(digest))
    return found
