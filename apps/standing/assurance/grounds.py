"""The grounds that officers have named against a business: the same grounds propose once.

Whoever could propose the same again, after it was withdrawn, lapsed or overturned, would need only one response that
comes too late.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from apps.ledger.models import Violation
from apps.standing.assurance.models import RUNNING, AssuranceCall
from apps.standing.proposals.models import ProposedChange


@dataclass(frozen=True, slots=True)
class GroundsNamed:
    """The grounds that officers have named against a business before: cases, parcels, and what was found in parcels."""

    cases: frozenset[int]
    parcels: frozenset[int]
    found: frozenset[tuple[int, str]]

    def leave_new(self, cases: Iterable[int], parcels: Iterable[int]) -> bool:
        """Say whether one of these grounds was not named before. Another case about the same finding in the same parcel
        is no new ground, and a further parcel gives none to a case that was named.
        """
        cases = set(cases)
        fresh = Violation.objects.filter(case__in=cases - self.cases, pk=F("case__violation_id"))
        told = {(violation.parcel_id or 0, violation.category) for violation in fresh}
        return bool(told - self.found) or (not cases and bool(set(parcels) - self.parcels))


def grounds_named(shipper_id: int) -> GroundsNamed:
    """Return the grounds on which officers proposed something against a business before, call it now, or called it
    before they let the matter go.
    """
    proposed = ProposedChange.objects.filter(shipper=shipper_id, proposed_by__isnull=False)
    calls = AssuranceCall.objects.filter(shipper=shipper_id, asked_by__isnull=False)
    calls = calls.filter(Q(ended_by__isnull=False) | Q(state__in=RUNNING))
    named = [(notice["cases"], notice["parcels"]) for notice in proposed.values_list("notice", flat=True)]
    named += calls.values_list("cases", "parcels")
    cases = frozenset(case for each, _parcels in named for case in each)
    behind = Violation.objects.filter(case__in=cases, parcel__isnull=False).values_list("parcel", "category")
    found = frozenset(behind.order_by().distinct())
    parcels = {parcel for _cases, each in named for parcel in each}
    return GroundsNamed(cases, frozenset(parcels | {parcel for parcel, _category in found}), found)
