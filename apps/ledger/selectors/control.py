"""The businesses that are judged together, since the same people are behind them."""

from collections.abc import Collection

from django.db import connection

from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind


def controlled_with(shipper_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return the businesses that are judged together with each of the asked ones, itself included, in the order of
    their ids, by one statement. A business that is judged alone has itself.
    """
    found: dict[int, tuple[int, ...]] = dict.fromkeys(shipper_ids, ())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_judged_together(%s::bigint[])", [list(found)])
        for pk, member in cursor.fetchall():
            found[pk] += (member,)
    return {pk: members or (pk,) for pk, members in found.items()}


def control_of(shipper_ids: Collection[int]) -> dict[int, ProgramEntry]:
    """Return the entry by which each business was bound to the group in which it is now; others are left out."""
    last = (
        ProgramEntry.objects.filter(shipper__in=shipper_ids, control__isnull=False, takes_back=None, taken_back_by=None)
        .order_by("shipper_id", "-pk")
        .distinct("shipper_id")
    )
    return {entry.shipper_id: entry for entry in last if entry.kind == ProgramEntryKind.CONTROL_BOUND}
