"""The list of second looks: decisions that were drawn at random, and whether a second officer agreed with them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.applications.models import SecondLook

RESULTS = {"waits": Q(by=None), "agrees": Q(agrees=True), "disagrees": Q(agrees=False)}


class ResultFilter(admin.SimpleListFilter):
    """Filter second looks by whether the second officer agrees."""

    title = _lazy("result")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("waits", _lazy("Not read yet")), ("agrees", _lazy("Agrees")), ("disagrees", _lazy("Disagrees"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SecondLook]) -> QuerySet[SecondLook]:
        return queryset.filter(RESULTS.get(self.value() or "", Q()))


class DecidedFilter(admin.SimpleListFilter):
    """Filter second looks to the decisions that the user made or countersigned."""

    title = _lazy("whose decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("me", _lazy("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SecondLook]) -> QuerySet[SecondLook]:
        if self.value() != "me":
            return queryset
        return queryset.filter(Q(decision__by=request.user) | Q(decision__countersigned_by=request.user))


@admin.register(SecondLook)
class SecondLookAdmin(StaffModelAdmin):
    """The list of second looks, to read only: an officer gives a second look on the page of the application."""

    help = _lazy(
        "Decisions that were drawn at random for another officer to read again. A second look changes no decision."
    )
    list_display = ("application", "decision", "decided_by", "drawn_at", "result", "by", "note")
    list_display_links = None
    list_filter = (ResultFilter, DecidedFilter)
    list_select_related = ("decision__application__shipper", "decision__by", "decision__countersigned_by", "by")
    ordering = ("-pk",)

    @admin.display(description=_lazy("application"))
    def application(self, look: SecondLook) -> str:
        url = reverse("admin:applications_application_change", args=[look.decision.application_id])
        return format_html('<a href="{}">{}</a>', url, look.decision.application.shipper)

    @admin.display(description=_lazy("decided by"))
    def decided_by(self, look: SecondLook) -> str:
        return ", ".join(str(user) for user in (look.decision.by, look.decision.countersigned_by) if user)

    @admin.display(description=_lazy("result"))
    def result(self, look: SecondLook) -> str:
        if look.by is None:
            return _("Not read yet")
        return _("Agrees") if look.agrees else _("Disagrees")
