"""The reasons why a period was revised: entries that were recorded after the edition before."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from apps.core import clock
from apps.measures import statements
from apps.measures.definitions import Evidence
from apps.measures.facts import Facts


class Changes(NamedTuple):
    """The number of first reports, and of entries that amend or take back earlier ones."""

    late: int
    corrected: int


NONE = Changes(0, 0)
# The statement of each kind of entry, and the first day of the entries that count for a period.
STATEMENTS: Mapping[Evidence, tuple[str, Callable[[Facts], date]]] = {
    Evidence.PARCELS: (statements.PARCELS_CHANGED, lambda facts: facts.period.first),
    # As for the violations of the year before, and for members who enrolled before the period.
    Evidence.VIOLATIONS: (statements.VIOLATIONS_CHANGED, lambda facts: clock.add_months(facts.period.first, -12)),
    Evidence.PROGRAM_ENTRIES: (
        statements.PROGRAM_ENTRIES_CHANGED,
        lambda facts: clock.add_months(facts.period.first, -facts.terms.clocks.validation_months),
    ),
}


def changes_since(facts: Facts, before: datetime) -> dict[Evidence, Changes]:
    """Return the entries of each kind that were recorded after a moment and count for the facts. A query for each."""
    found = dict.fromkeys(Evidence, NONE)
    with connection.cursor() as cursor:
        for evidence, (statement, since) in STATEMENTS.items():
            given = {
                "since": since(facts),
                "last": facts.period.last,
                "before": before,
                "known_at": facts.known_at,
            }
            cursor.execute(statement, given)
            found[evidence] = Changes(*cursor.fetchone())
    parcels, violations = found[Evidence.PARCELS], found[Evidence.VIOLATIONS]
    found[Evidence.PARCELS_AND_VIOLATIONS] = Changes(
        parcels.late + violations.late, parcels.corrected + violations.corrected
    )
    return found
