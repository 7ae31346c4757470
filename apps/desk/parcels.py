"""Parcels: the list, and a page for each with its reports, the holds of agencies, and sightings of watched goods."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.selectors import goods_of, holds_of_parcel
from apps.desk.actions import StaffActions
from apps.desk.impartiality import is_on_team
from apps.desk.pages import PageAdmin
from apps.ledger.models import Parcel
from apps.ledger.selectors import reports_of_parcel
from apps.watchlists.selectors import sightings_of_parcel

MAX_SHOWN = 50


@admin.register(Parcel)
class ParcelAdmin(PageAdmin):
    """The list of parcels, and a page for each with all revisions of its shipment."""

    help = _lazy("Each parcel counts once, whoever reported it, and is shown with all of its reports.")
    page_template = "admin/desk/parcel.html"
    list_display = (
        *("reference", "issuer", "seller", "date", "revision"),
        *("reported_by_others", "examined", "discrepant", "opened_at_random", "voided"),
    )
    search_fields = ("=reference",)
    search_help_text = _lazy("Whole tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Parcel]:
        return super().get_queryset(request).select_related("seller__shipper", "reporter")

    @admin.display(description=_lazy("Reported by others than the seller"), boolean=True)
    def reported_by_others(self, parcel: Parcel) -> bool:
        return parcel.evidence

    @admin.display(description=_lazy("Opened at random"), boolean=True)
    def opened_at_random(self, parcel: Parcel) -> bool:
        return parcel.opened

    def staff_actions(self, request: HttpRequest, shown: Parcel) -> StaffActions:
        return {}

    def shipper_of(self, shown: Parcel) -> int | None:
        return shown.seller.shipper_id

    def page(self, request: HttpRequest, shown: Parcel) -> dict[str, Any]:
        # A member of the sender's team learns neither which goods are watched nor what was sighted.
        on_team = is_on_team(request, shown.seller.shipper_id)
        return {
            "goods": goods_of(shown),
            "reports": reports_of_parcel(shown)[:MAX_SHOWN],
            "holds": holds_of_parcel(shown),
            "sightings": [] if on_team else sightings_of_parcel(shown)[:MAX_SHOWN],
            "on_team": on_team,
        }
