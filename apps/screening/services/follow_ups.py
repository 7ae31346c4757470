"""The follow-up of a version of a list: the businesses that the version can touch are compared with the lists again."""

from collections.abc import Callable, Sequence
from itertools import batched, groupby
from operator import itemgetter

from django.db import transaction

from apps.core import clock
from apps.core.locks import lock_take
from apps.screening.models import ListFollowUp, ScreenedParty, Version
from apps.screening.selectors import parties_of, parties_touched, shippers_unscreened
from apps.screening.services.comparisons import ComparisonCounts, parties_compare
from apps.screening.services.records import LISTS_LOCK
from apps.screening.services.screenings import shippers_screen
from apps.shippers.services import shippers_lock

# So many businesses are compared in one transaction: a second or two of work.
BATCH = 200


def version_follow(*, version_id: int, report: Callable[[int, int | None], None]) -> ListFollowUp:
    """Compare the parties that a version of a list can touch, and the businesses that nobody compared before.

    This finds the same hits as a comparison of everybody. A version that was followed is not followed again. Called
    anew after a stop, the function does the parts again with the same result, and counts those of the last run.
    """
    if done := ListFollowUp.objects.filter(version=version_id).first():
        return done
    version = Version.objects.get(pk=version_id)
    with transaction.atomic():
        lock_take(LISTS_LOCK)
    touched = sorted(parties_touched(version_id))
    by_shipper = [
        (shipper_id, {name for _shipper, name in pairs}) for shipper_id, pairs in groupby(touched, itemgetter(0))
    ]
    new = list(shippers_unscreened().values_list("pk", flat=True))
    known, total, compared = 0, len(by_shipper) + len(new), ComparisonCounts()
    for part in batched(by_shipper, BATCH):
        compared.add(_part_compare(part))
        known += len(part)
        report(known, total)
    first = ComparisonCounts()
    for ids in batched(new, BATCH):
        first.add(shippers_screen(shipper_ids=ids))
        known += len(ids)
        report(known, total)
    return ListFollowUp.objects.create(
        version=version,
        entries=version.added + version.changed + version.removed,
        parties=ScreenedParty.objects.count(),
        touched=len(touched),
        businesses=len(by_shipper),
        new=len(new),
        found=compared.found + first.found,
        lapsed=compared.lapsed + first.lapsed,
        at=clock.now(),
    )


@transaction.atomic
def _part_compare(part: Sequence[tuple[int, set[str]]]) -> ComparisonCounts:
    """Compare the named parties of some businesses with the lists. A party that the profile no longer has is compared
    with the change of the profile.
    """
    lock_take(LISTS_LOCK, shared=True)
    shippers = shippers_lock([shipper_id for shipper_id, _names in part])
    names = {(shipper_id, name) for shipper_id, own in part for name in own}
    parties = [own for each in parties_of(shippers).values() for own in each if (own.shipper_id, own.name) in names]
    return parties_compare(shippers, parties, names)
