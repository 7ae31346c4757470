"""Clusters of related businesses: the list of all that were found, and a page for each as it is now."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import ApplicationState
from apps.applications.states import FINAL_STATES
from apps.desk.dismissals import business_number
from apps.desk.impartiality import teams_of_reader
from apps.desk.lists import ChoiceFilter, Choices
from apps.desk.pages import PageAdmin
from apps.desk.relations import related_panel
from apps.shippers.models import Cluster, ClusterMember

# The states of an application that waits for a decision.
UNDECIDED = tuple(state for state in ApplicationState if state not in (ApplicationState.DRAFT, *FINAL_STATES))
# A row of the list names so many businesses of the cluster.
MAX_NAMES = 2


def _applicants() -> QuerySet[ClusterMember]:
    """Return the businesses in the cluster of the outer query whose application waits for a decision."""
    return ClusterMember.objects.filter(cluster=OuterRef("pk"), shipper__applications__state__in=UNDECIDED)


class RemovedFilter(ChoiceFilter):
    title = _lazy("Removed before")
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _lazy("One or more of them")), ("no", _lazy("None of them"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(removed__gt=0) if value == "yes" else Q(removed=0)


class ApplyingFilter(ChoiceFilter):
    title = _lazy("Application")
    parameter_name = "applying"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _lazy("One or more wait for a decision")), ("no", _lazy("None waits for a decision"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        waits = Q(Exists(_applicants()))
        return waits if value == "yes" else ~waits


@admin.register(Cluster)
class ClusterAdmin(PageAdmin):
    """The list of clusters, first those with the most removed businesses, and a page for each.

    A member of staff who is, or was lately, on the team of one of the businesses sees nothing of the cluster.
    """

    help = _lazy(
        "Businesses that share so much that they may be in the same hands, worked out each day. The page of a "
        "cluster shows how it is now and what the businesses share. A tie is neither proof nor a violation: read "
        "what they share."
    )
    help_about = "risk"
    page_template = "admin/desk/cluster.html"
    list_display = ("names", "size", "removed", "applying", "first_found_at", "found_at")
    list_filter = (RemovedFilter, ApplyingFilter)
    search_fields = ("members__shipper__name", "=members__shipper__ksn")
    search_help_text = _lazy("Name or Known Shipper Number")
    ordering = ("-removed", "-size", "lead")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        found = super().get_queryset(request).select_related("lead")
        if teams := teams_of_reader(request):
            found = found.exclude(members__shipper__in=teams)
        members = ClusterMember.objects.filter(cluster=OuterRef("pk")).order_by("shipper")
        named = members.values(said=JSONObject(pk="shipper_id", name="shipper__name"))
        counted = _applicants().values("cluster").annotate(count=Count("shipper", distinct=True))
        return found.annotate(
            named=ArraySubquery(named[:MAX_NAMES]), applicants=Coalesce(Subquery(counted.values("count")), 0)
        )

    @admin.display(description=_lazy("names"))
    def names(self, cluster: Cluster) -> str:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        named = ", ".join(one["name"] or business_number(one["pk"]) for one in cluster.named)
        return _("%(names)s and others") % {"names": named} if cluster.size > MAX_NAMES else named

    @admin.display(description=_lazy("applications to decide"))
    def applying(self, cluster: Cluster) -> int:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return cluster.applicants

    def shipper_of(self, shown: Cluster) -> int | None:
        return shown.lead_id

    def page(self, request: HttpRequest, shown: Cluster) -> dict[str, Any]:
        return {
            "title": _lazy("Cluster of %(business)s") % {"business": shown.lead},
            **related_panel(request, shown.lead),
        }
