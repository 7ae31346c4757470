"""The officers of a visit, who do not hear the appeal of a change that rests on the visit."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _lazy

from apps.events.models import Event
from apps.standing.models import ProposedChange
from apps.standing.selectors import false_information_of, part_source_register
from apps.validations.models import Visit

VISITED = "validations.visited"


def visitors_of(proposal: ProposedChange) -> Iterable[tuple[int, str]]:
    """Return who led, planned, held, judged or closed the visits that a proposed change rests on: the last one before a
    denial of revalidation, and the one at which false information was given.
    """
    visits = _visits_behind(proposal)
    if not visits:
        return []
    ids = [visit.pk for visit in visits]
    acted = Event.objects.filter(subject_type="visit", subject_id__in=ids, actor__isnull=False).order_by("pk")
    people = [user_id for visit in visits for user_id in (visit.lead_id, visit.planned_by_id)]
    return [(user_id, VISITED) for user_id in dict.fromkeys([*people, *acted.values_list("actor", flat=True)])]


def _visits_behind(proposal: ProposedChange) -> list[Visit]:
    visits = Visit.objects.filter(shipper=proposal.shipper_id)
    behind: list[Visit] = []
    if proposal.adverse_action.rests_on_visit:
        behind += visits.filter(decided_at__lte=proposal.proposed_at).order_by("-decided_at")[:1]
    if named := false_information_of(proposal):
        behind += visits.filter(held_on=named.visited_on).order_by("pk")
    return behind


part_source_register(visitors_of, {VISITED: _lazy("Took part in the visit behind it")})
