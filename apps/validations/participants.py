"""The officers of a visit, who do not hear the appeal of the denial that the visit led to."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _lazy

from apps.events.models import Event
from apps.standing.models import ProposedChange
from apps.standing.selectors import part_source_register
from apps.validations.models import Visit

VISITED = "validations.visited"


def visitors_of(proposal: ProposedChange) -> Iterable[tuple[int, str]]:
    """Return who led, planned, held, judged or closed the visit before a proposed denial of revalidation."""
    if proposal.kind != ProposedChange.Kind.VALIDATION:
        return []
    closed = Visit.objects.filter(shipper=proposal.shipper_id, decided_at__lte=proposal.proposed_at)
    visit = closed.order_by("-decided_at").first()
    if visit is None:
        return []
    acted = Event.objects.filter(subject_type="visit", subject_id=visit.pk, actor__isnull=False).order_by("pk")
    people = [visit.lead_id, visit.planned_by_id, *acted.values_list("actor", flat=True)]
    return [(user_id, VISITED) for user_id in dict.fromkeys(people)]


part_source_register(visitors_of, {VISITED: _lazy("Took part in the visit behind it")})
