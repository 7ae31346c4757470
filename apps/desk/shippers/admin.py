"""Shippers for those who look after them: everything known of one on a page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.fields import name_of
from apps.core.spreadsheets import Row, csv_stream
from apps.desk.actions import StaffActions
from apps.desk.colleagues import case_opened
from apps.desk.consequences import business_consequences
from apps.desk.files import LOOKED, file_urls
from apps.desk.lists import ChoiceFilter, Choices, CountryFilter, TierFilter, truth_words
from apps.desk.pages import PageAdmin
from apps.desk.shippers.panels import page_for, shipper_actions, standing_of
from apps.desk.shippers.services import shippers_export
from apps.desk.tones import state_mark
from apps.desk.work.searches import filters_of, rows_filtered
from apps.matching import normal_name
from apps.shippers.ksn import normal_ksn
from apps.shippers.models import MatchKey, Shipper
from apps.standing.departures.selectors import WAITING
from apps.standing.models import Departure, Standing, Status
from apps.validations.models import Visit
from apps.validations.selectors import OPEN
from apps.work.selectors import CaseNote, notes_of_case, notes_read_from

HEAD = (
    *("number", "ksn", "legal_name", "trade_name", "country"),
    *("status", "tier", "validated", "status_since", "tier_since", "validated_since"),
)


class StatusFilter(ChoiceFilter):
    title = _lazy("Status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [*Status.choices, ("none", _lazy("Not enrolled"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(standing=None) if value == "none" else Q(standing__status=value)


class StandingTierFilter(TierFilter):
    column = "standing__tier"


class ValidatedFilter(ChoiceFilter):
    title = _lazy("Validated")
    parameter_name = "validated"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _lazy("Verified by a visit")), ("no", _lazy("On paper"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(standing__validated=value == "yes")


@admin.register(Shipper)
class ShipperAdmin(PageAdmin):
    """The list of all businesses, and a page for each that shows one panel at a time."""

    help = _lazy("All businesses that the program knows, members or not.")
    help_about = "standing-status"
    page_template = "admin/desk/shipper.html"
    change_list_template = "admin/shippers/shipper/change_list.html"
    list_display = ("__str__", "ksn", "country", "status", "tier", "is_validated", "merged_into")
    list_filter = (StatusFilter, StandingTierFilter, ValidatedFilter, CountryFilter)
    list_select_related = ("standing", "merged_into")
    search_help_text = _lazy("Name or Known Shipper Number")
    search_fields = ("ksn",)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipper]:
        waiting = Departure.objects.filter(shipper=OuterRef("pk"), state__in=WAITING)
        visits = Visit.objects.filter(shipper=OuterRef("pk"), state__in=OPEN)
        found = super().get_queryset(request).annotate(has_departure=Exists(waiting), has_visit=Exists(visits))
        if getattr(request, "is_for_page", False):
            notes = notes_of_case(user_of(request), (name_of(Shipper), OuterRef("pk")))
            found = found.annotate(staff_notes=ArraySubquery(notes))
        return found.select_related(
            "standing", "merged_into", "account_manager__officer", "account_manager__assigned_by"
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return a business with the notes of staff about the business, which no row of the list needs."""
        cast(Any, request).is_for_page = True
        return super().get_object(request, object_id, from_field)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Shipper], search_term: str
    ) -> tuple[QuerySet[Shipper], bool]:
        """Find businesses by a part of the normalized name or by the whole Known Shipper Number; both use an index."""
        if not search_term:
            return queryset, False
        found = Shipper.objects.filter(ksn=normal_ksn(search_term)).values("pk")
        if name := normal_name(search_term):
            named = MatchKey.objects.filter(kind=MatchKey.Kind.NAME, normal__contains=name)
            # A union, of which an index answers each part; one condition or the other would read all businesses.
            found = found.union(named.values("shipper"), all=True)
        return queryset.filter(pk__in=found), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra = {"may_export": "export_data" in held(user_of(request))}
        return super().changelist_view(request, extra | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_POST(self.export_view))
        return [
            path("export/", export, name="shippers_shipper_export"),
            *file_urls(self.admin_site, LOOKED),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Export all rows of the filtered list for spreadsheets."""
        if not self.holds("export_data", request):
            raise PermissionDenied
        rows = rows_filtered(self, request)
        shippers_export(actor=user_of(request), filters=filters_of(request.GET, without=("q",)))
        name = f"shippers-{clock.today().isoformat()}.csv"
        response = StreamingHttpResponse(csv_stream(HEAD, _lines(rows)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @admin.display(description=_lazy("status"), ordering="standing__status")
    def status(self, shipper: Shipper) -> str:
        standing = standing_of(shipper)
        return state_mark(standing, "status") if standing else ""

    @admin.display(description=_lazy("tier"), ordering="standing__tier")
    def tier(self, shipper: Shipper) -> int | None:
        standing = standing_of(shipper)
        return standing.tier if standing else None

    @admin.display(description=_lazy("validated"))
    def is_validated(self, shipper: Shipper) -> str:
        standing = standing_of(shipper)
        return truth_words(standing.validated if standing else None)

    def shipper_of(self, shown: Shipper) -> int:
        return shown.pk

    def staff_actions(self, request: HttpRequest, shown: Shipper) -> StaffActions:
        return shipper_actions(request, shown)

    def consequences(self, request: HttpRequest, shown: Shipper, *, since: datetime) -> list[str]:
        return business_consequences(shown, since=since)

    def notes_of(self, request: HttpRequest, shown: Shipper) -> list[CaseNote]:
        """Return the notes about a business that `get_object` read."""
        return notes_read_from(cast(Any, shown).staff_notes)

    def page(self, request: HttpRequest, shown: Shipper) -> dict[str, Any]:
        case_opened(user_of(request), self.about(shown), self.notes_of(request, shown))
        return {
            **page_for(request, shown),
            "may_allege": bool(shown.ksn) and "record_violations" in held(user_of(request)),
        }


def _lines(shippers: QuerySet[Shipper]) -> Iterator[Row]:
    for shipper in shippers.iterator():
        standing = standing_of(shipper)
        yield (
            *(shipper.pk, shipper.ksn, shipper.name, shipper.trade_name, shipper.country.code),
            *(_standing_columns(standing) if standing else ()),
        )


def _standing_columns(standing: Standing) -> Row:
    began = (standing.status_since, standing.tier_since, standing.validated_since)
    return (standing.status, standing.tier, standing.validated, *map(clock.day_of, began))
