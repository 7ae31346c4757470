"""The reasons why a period was revised: entries that were recorded after the edition before."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from apps.core import clock
from apps.measures import statements
from apps.measures.definitions import EvidenceKind
from apps.measures.facts import PeriodFacts


class EntryCounts(NamedTuple):
    """The number of first reports, and of entries that amend or take back earlier ones."""

    late: int
    corrected: int


NONE = EntryCounts(0, 0)
# The statement of each kind of entry, and the first day of the entries that count for a period.
STATEMENTS: Mapping[EvidenceKind, tuple[str, Callable[[PeriodFacts], date]]] = {
    EvidenceKind.PARCELS: (statements.PARCELS_CHANGED, lambda facts: facts.period.first),
    # As for the violations of the year before, and for members who enrolled before the period.
    EvidenceKind.VIOLATIONS: (statements.VIOLATIONS_CHANGED, lambda facts: clock.add_months(facts.period.first, -12)),
    EvidenceKind.PROGRAM_ENTRIES: (
        statements.PROGRAM_ENTRIES_CHANGED,
        lambda facts: clock.add_months(facts.period.first, -facts.terms.clocks.validation_months),
    ),
}


def changes_since(facts: PeriodFacts, before: datetime) -> dict[EvidenceKind, EntryCounts]:
    """Return the entries of each kind that were recorded after a moment and count for the facts. A query for each."""
    found = dict.fromkeys(EvidenceKind, NONE)
    for evidence, (statement, since) in STATEMENTS.items():
        read = facts.entry_rows if evidence == EvidenceKind.PARCELS else facts.rows
        ((late, corrected),) = read(statement, since=since(facts), before=before)
        found[evidence] = EntryCounts(late, corrected)
    parcels, violations = found[EvidenceKind.PARCELS], found[EvidenceKind.VIOLATIONS]
    found[EvidenceKind.PARCELS_AND_VIOLATIONS] = EntryCounts(
        parcels.late + violations.late, parcels.corrected + violations.corrected
    )
    return found
