"""The identities under which facts are reported, and a page for each with what was reported of it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Max, Min, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.lists import TypedFilter
from apps.desk.pages import PageAdmin
from apps.ledger.models import Seller, Violation

MAX_LISTED = 20


class SourceFilter(TypedFilter):
    """Identities of one source: the code of a reporter, or "ksn"."""

    fields: ClassVar = {"source": (_lazy("Source"), "text")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Seller]) -> QuerySet[Seller]:
        source = self.typed.get("source")
        return queryset.filter(source=source) if source else queryset


@admin.register(Seller)
class SellerAdmin(PageAdmin):
    """Identities under which facts are reported, enrolled or not."""

    help = _lazy(
        "Identities under which facts are reported, whether or not their business is a member. One that is "
        "claimed and accepted is linked to its business."
    )
    help_about = "kind-identity_claim"
    page_template = "admin/desk/seller.html"
    list_display = ("code", "source", "name", "shipper")
    list_filter = (SourceFilter,)
    list_select_related = ("shipper",)
    search_fields = ("code", "name", "shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def page(self, request: HttpRequest, shown: Seller) -> dict[str, Any]:
        present = Violation.objects.filter(seller=shown, pk=F("case__violation_id"), voided=False)
        return {
            "tallied": Seller.objects.filter(pk=shown.pk).aggregate(
                shipments=Sum("tallies__shipments"),
                examined=Sum("tallies__examined"),
                discrepant=Sum("tallies__discrepant"),
                since=Min("tallies__month"),
                until=Max("tallies__month"),
            ),
            "violations": present.select_related("case").order_by("-date", "-pk")[:MAX_LISTED],
            "links": shown.links.select_related("shipper", "recording__actor").order_by("-pk")[:MAX_LISTED],
            "listed": MAX_LISTED,
        }
