"""The lists of standings and of their changes, and a page for the standing of each member."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.core import clock
from apps.desk.lists import DaysFilter, TierFilter
from apps.desk.pages import PageAdmin
from apps.desk.shippers.panels import standing_panel
from apps.desk.timeline import REASONS
from apps.standing.models import Change, Standing
from apps.standing.selectors import changes_of

MAX_CHANGES = 10


@admin.register(Standing)
class StandingAdmin(PageAdmin):
    """The list of standings, and the page of one: what the business's page says of it, and its last changes."""

    help = _lazy("How each member stands now: status, validated or not, tier.")
    help_about = "standing-status"
    page_template = "admin/desk/standing.html"
    list_display = ("shipper", "status", "status_since", "tier", "tier_since", "validated", "validated_since")
    list_filter = ("status", "validated", TierFilter)
    list_select_related = ("shipper",)
    search_fields = ("shipper__ksn", "shipper__name")

    def page(self, request: HttpRequest, shown: Standing) -> dict[str, Any]:
        changes = changes_of(shown.shipper_id)[:MAX_CHANGES]
        return {
            "title": _lazy("Standing of %(business)s") % {"business": shown.shipper},
            "standing": shown,
            "changes": [(change, [REASONS[reason] for reason in change.reasons]) for change in changes],
            **standing_panel(request, shown.shipper),
        }


class ChangeFilter(DaysFilter):
    """Changes by their act and by their days."""

    fields: ClassVar = {"act": (_lazy("Action, such as promote"), "text"), **DaysFilter.fields}
    column = "at"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        found = super().queryset(request, queryset)
        return found.filter(action=act) if (act := self.typed.get("act")) else found

    def begin(self, day: date) -> datetime:
        return clock.start_of(day)


@admin.register(Change)
class ChangeAdmin(StaffModelAdmin):
    help = _lazy("Each change of a member's standing, with its reasons and who made it.")
    help_about = "standing-reasons"
    list_display = ("at", "shipper", "action", "status", "tier", "actor")
    list_filter = ("status", TierFilter, ChangeFilter)
    list_select_related = ("shipper", "actor")
    search_fields = ("shipper__ksn", "shipper__name")
