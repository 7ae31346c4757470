"""The work that follows where an exam at random found a parcel wrong: open until somebody decided about the parcel."""

from collections.abc import Collection

from django.db import connection, transaction

from apps.core import clock
from apps.ledger.selectors.wrong_parcels import wrong_parcels_read
from apps.ledger.work import WRONG_PARCEL
from apps.policy.selectors import policy_on, terms_of
from apps.work.selectors import subjects_waiting
from apps.work.services import NewItem, items_close, items_open

PARCEL = "parcel"
# The locks by which transactions about the same parcels wait for each other: this many, whatever a batch holds.
_LOCKS, _LOCK_KIND = 64, 1802724474


def wrong_parcels_follow(*, parcel_ids: Collection[int]) -> None:
    """Open the work of deciding about each of these parcels of businesses that an exam at random found wrong, while no
    violation of it is decided; close the work where one is, or where the parcel is found wrong no longer.

    Whoever changes an exam, a violation or the business of a parcel calls this in the same transaction, after the
    change. It reads only the present state, so it may be called at any time and more than once, and takes as many
    queries for many parcels as for one. The time to decide begins when the work is opened.
    """
    if parcel_ids:
        _follow(parcel_ids)


@transaction.atomic
def _follow(parcel_ids: Collection[int]) -> None:
    # An exam and a decision at the same moment would each see the parcel without the other.
    with connection.cursor() as cursor:
        kept = sorted({parcel_id % _LOCKS for parcel_id in parcel_ids})
        cursor.execute("SELECT pg_advisory_xact_lock(%s, each) FROM unnest(%s::int[]) AS each", [_LOCK_KIND, kept])
    found = wrong_parcels_read(parcel_ids)
    waiting = subjects_waiting(WRONG_PARCEL.code, PARCEL, parcel_ids)
    undecided = {each.parcel.pk: each for each in found if each.is_wrong and not each.is_decided}
    if new := [each for pk, each in undecided.items() if pk not in waiting]:
        today = clock.today()
        days = terms_of(policy_on(today)).clocks.finding_days
        due_at = clock.end_of(clock.add_days(today, days))
        items_open(
            kind=WRONG_PARCEL.code,
            items=[
                NewItem(
                    (PARCEL, each.parcel.pk), f"{business}: {each.parcel}", business.pk, business.country.code, due_at
                )
                for each in new
                if (business := each.business)
            ],
        )
    if settled := waiting - undecided.keys():
        items_close(kind=WRONG_PARCEL.code, model=PARCEL, ids=settled)
