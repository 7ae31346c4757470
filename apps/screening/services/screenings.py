"""The screening of businesses: each with everybody behind it is compared with all lists."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.fields import name_of
from apps.core.locks import lock_take
from apps.events.services import NewEvent, record_many
from apps.screening.models import ScreenedParty, Screening
from apps.screening.search import keys_of
from apps.screening.selectors import OwnParty, parties_of, versions_now
from apps.screening.services.comparisons import ComparisonCounts, parties_compare
from apps.screening.services.records import LISTS_LOCK
from apps.shippers.models import Membership
from apps.shippers.roles import SIGNERS
from apps.shippers.selectors import not_ended
from apps.shippers.services import shippers_lock


@transaction.atomic
def shippers_screen(*, shipper_ids: Collection[int]) -> ComparisonCounts:
    """Compare businesses, with everybody behind them, with all lists, and note when and with which versions.

    A hit opens work for staff and places the hold of the business; nobody else is told. The same again changes nothing.
    A business that has sent no application has no name in its record and is left out.
    """
    lock_take(LISTS_LOCK, shared=True)
    shippers = {pk: shipper for pk, shipper in shippers_lock(shipper_ids).items() if shipper.name}
    own = parties_of(shippers)
    parties = [party for each in own.values() for party in each]
    parties_keep(shippers, parties)
    versions, now = versions_now(), clock.now()
    Screening.objects.bulk_create(
        [
            Screening(shipper_id=shipper_id, parties=len(each), versions=versions, at=now)
            for shipper_id, each in own.items()
        ],
        update_conflicts=True,
        unique_fields=["shipper"],
        update_fields=["parties", "versions", "at"],
    )
    return parties_compare(shippers, parties)


def renaming_record(*, user: User) -> None:
    """Record, for each business for which a person signs, that the person has another name, in the caller's
    transaction. A worker compares the businesses.
    """
    places = Membership.objects.filter(not_ended(), user=user, role__in=SIGNERS).order_by("pk")
    record_many(
        "screening.signer_renamed",
        events=[NewEvent((name_of(Membership), pk), shipper) for pk, shipper in places.values_list("pk", "shipper")],
        actor=user,
    )


def parties_keep(shippers: Mapping[int, object], parties: Sequence[OwnParty]) -> None:
    """Keep the parties of locked businesses with their keys, by which later versions of lists find them."""
    present = {(one.shipper_id, one.name): one for one in ScreenedParty.objects.filter(shipper__in=shippers)}
    new, changed = [], []
    for own in parties:
        kept = present.pop((own.shipper_id, own.name), None)
        if kept is None:
            kept = ScreenedParty(shipper_id=own.shipper_id, name=own.name)
            new.append(kept)
        elif (kept.digest, kept.roles) == (own.digest, list(own.roles)):
            continue
        else:
            changed.append(kept)
        kept.roles, kept.digest, kept.keys = list(own.roles), own.digest, sorted(keys_of(own.party))
    if present:
        ScreenedParty.objects.filter(pk__in=[one.pk for one in present.values()]).delete()
    ScreenedParty.objects.bulk_create(new)
    ScreenedParty.objects.bulk_update(changed, ["roles", "digest", "keys"])
