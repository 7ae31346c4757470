"""The decisions that chance drew to be read again, and what came of it."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.staff_admin import StaffModelAdmin
from apps.applications.models import SecondLook

RESULTS = {"waits": Q(by=None), "agrees": Q(agrees=True), "disagrees": Q(agrees=False)}


class ResultFilter(admin.SimpleListFilter):
    title = _("result")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("waits", _("Waits to be read")), ("agrees", _("Agrees")), ("disagrees", _("Disagrees"))]

    def queryset(self, request: HttpRequest, looks: QuerySet[SecondLook]) -> QuerySet[SecondLook]:
        return looks.filter(RESULTS.get(self.value(), Q()))


class DecidedFilter(admin.SimpleListFilter):
    title = _("whose decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("me", _("Mine"))]

    def queryset(self, request: HttpRequest, looks: QuerySet[SecondLook]) -> QuerySet[SecondLook]:
        if self.value() != "me":
            return looks
        return looks.filter(Q(decision__by=request.user) | Q(decision__countersigned_by=request.user))


@admin.register(SecondLook)
class SecondLookAdmin(StaffModelAdmin):
    """Read only: a second look is given on the application's page."""

    help = _("Decisions that chance drew for another officer to read again. Nothing about a decision changes by that.")
    list_display = ("application", "decision", "decided_by", "drawn_at", "result", "by", "note")
    list_display_links = None
    list_filter = (ResultFilter, DecidedFilter)
    list_select_related = ("decision__application__shipper", "decision__by", "decision__countersigned_by", "by")
    ordering = ("-pk",)

    @admin.display(description=_("application"))
    def application(self, look: SecondLook) -> str:
        url = reverse("admin:applications_application_change", args=[look.decision.application_id])
        return format_html('<a href="{}">{}</a>', url, look.decision.application.shipper)

    @admin.display(description=_("decided by"))
    def decided_by(self, look: SecondLook) -> str:
        return ", ".join(str(user) for user in (look.decision.by, look.decision.countersigned_by) if user)

    @admin.display(description=_("result"))
    def result(self, look: SecondLook) -> str:
        if look.by is None:
            return gettext("Waits to be read")
        return gettext("Agrees") if look.agrees else gettext("Disagrees")
