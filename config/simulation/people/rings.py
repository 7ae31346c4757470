"""A small ring: a removed business and others whose owners sign in by one browser."""

from apps.applications.models import Application, ApplicationState
from apps.core.fields import blind_index
from apps.shippers.models import Membership
from apps.shippers.services import device_record
from apps.standing.models import Standing, Status

# The numbers of applicants and members in the ring, beside the removed business.
APPLICANTS, MEMBERS = 1, 1


def ring_tie() -> None:
    """Let the owners of a removed business, of an applicant in review and of a member sign in by one browser."""
    removed = Standing.objects.filter(status=Status.REMOVED).order_by("pk").values_list("shipper", flat=True)[:1]
    reviewed = Application.objects.filter(state=ApplicationState.IN_REVIEW).order_by("pk")
    members = Standing.objects.filter(status=Status.ACTIVE).order_by("-pk").values_list("shipper", flat=True)
    ring = [*removed, *reviewed.values_list("shipper", flat=True)[:APPLICANTS], *members[:MEMBERS]]
    digest = blind_index("device:the browser of a simulated ring")
    owners = Membership.objects.filter(shipper__in=ring, role=Membership.Role.OWNER).select_related("user")
    for place in owners.order_by("shipper", "pk"):
        device_record(user=place.user, digest=digest)
