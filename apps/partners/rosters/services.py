from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from apps.core import clock
from apps.core.wake_ups import wake_on_commit
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.selectors import roster_of
from apps.partners.rosters.statements import LIST, TAKE_OFF
from apps.partners.systems.services import partner_lock


@dataclass(frozen=True, slots=True)
class ListedLines:
    """The outcome of listing lines: the number that each line names, by its place, and the places of lines that were
    not on the roster before. A line that is missing names no member. `removed` counts the entries that were taken off.
    """

    ksns: dict[int, str] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    removed: int = 0


@dataclass(frozen=True, slots=True)
class RemovedLines:
    """The outcome of taking lines off: the number of each line that was on the roster, by its place."""

    ksns: dict[int, str] = field(default_factory=dict)
    removed: int = 0


@transaction.atomic
def roster_add(*, partner_id: int, lines: Sequence[RosterLine]) -> ListedLines:
    """Put the members that the lines name on a partner's roster. A member that is there already stays as it is."""
    return _list(partner_id, lines, whole=False)


@transaction.atomic
def roster_replace(*, partner_id: int, lines: Sequence[RosterLine]) -> ListedLines:
    """Make the members that the lines name the whole roster of a partner, and take all others off."""
    return _list(partner_id, lines, whole=True)


@transaction.atomic
def roster_remove(*, partner_id: int, lines: Sequence[RosterLine]) -> RemovedLines:
    """Take the entries that the lines name off a partner's roster: by a number each entry of its shipper, by a code the
    entry of that code alone.
    """
    # One request at a time, so that a later entry never has a lower place than one that can be seen already.
    partner_lock(partner_id)
    rows = _execute(TAKE_OFF, lines, partner=partner_id)
    return RemovedLines(ksns={place: ksn for _removed, place, ksn in rows}, removed=rows[0][0] if rows else 0)


def _list(partner_id: int, lines: Sequence[RosterLine], *, whole: bool) -> ListedLines:
    partner = partner_lock(partner_id)
    is_first = not roster_of(partner_id).exists()
    rows = _execute(LIST, lines, partner=partner_id, source=partner.reporter.code, whole=whole)
    if is_first:
        # The schedule would make the first snapshot a quarter of an hour later.
        wake_on_commit("partners.make_snapshot", partner_id, queue="bulk")
    named = [row[1:] for row in rows if row[1] is not None]
    return ListedLines(
        ksns={place: ksn for place, ksn, _is_new in named},
        added={place for place, _ksn, is_new in named if is_new},
        removed=rows[0][0],
    )


def _execute(statement: str, lines: Sequence[RosterLine], **values: Any) -> list[tuple[Any, ...]]:
    asked = {
        "places": [line.place for line in lines],
        "ksns": [line.ksn for line in lines],
        "sellers": [line.seller for line in lines],
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked | values)
        return cursor.fetchall()
