"""Reads of departures and of the signed confirmations."""

from collections.abc import Collection

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.shippers.selectors import has_conflict
from apps.standing.adverse_actions import codes_where
from apps.standing.departures.models import Departure, DepartureState
from apps.standing.departures.states import DepartureFacts
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.proposals import proposals_open

WAITING = (DepartureState.OPEN, DepartureState.SIGNED)


def departures_of(shipper_id: int) -> QuerySet[Departure]:
    """Return the departures of a business that officers started, the latest first."""
    return Departure.objects.filter(shipper=shipper_id).select_related("started_by", "ended_by").order_by("-pk")


def departure_open(shipper_id: int) -> Departure | None:
    """Return the departure of a business that waits for its owner or for a second officer; None if there is none."""
    return Departure.objects.filter(shipper=shipper_id, state__in=WAITING).select_related("shipper").first()


def still_decided(shipper_id: int) -> QuerySet[ProposedChange]:
    """Return the proposed changes of a business that are decided even if the business leaves. The others take away what
    the business gives up by leaving.
    """
    return proposals_open(shipper_id).filter(kind__in=codes_where(lambda action: action.decided_in_absence))


def departure_facts(departure: Departure, actor: User | None) -> DepartureFacts:
    """Return the facts on which the actions of a person, or of the program, on a departure depend now."""
    return DepartureFacts(
        actor_on_team=actor is not None and has_conflict(actor, departure.shipper_id),
        now=clock.now(),
        confirm_by=departure.confirm_by,
        actor_was_first=actor is not None
        and not is_second_person(actor, departure.started_by_id, departure.signed_by_id),
    )


def departures_begun_by(departure_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who started each departure and who recorded its signed confirmation."""
    rows = Departure.objects.filter(pk__in=departure_ids).values_list("pk", "started_by", "signed_by")
    return {pk: set(people) for pk, *people in rows}
