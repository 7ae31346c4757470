"""Corrective action plans: the list, and one page on which to read the answers, judge them and end a plan."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.core import clock
from apps.desk.admin.filters import ChoiceFilter, Choices
from apps.desk.hearing import waiting_of
from apps.desk.help.page import meaning_of
from apps.desk.pages import Act, PageAdmin
from apps.desk.planning import acts_on
from apps.desk.viewer import PLAN as FILES
from apps.desk.viewer import file_urls, viewer_of
from apps.standing.models import Plan, PlanItem
from apps.standing.selectors import plan_items_of
from apps.work.kinds import kind_of

State = PlanItem.State
SOON_DAYS = 14
UNSETTLED = ~Q(items__state=State.ACCEPTED)


class WaitsFilter(ChoiceFilter):
    title = _lazy("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("answered", _lazy("An answer waits for an officer")),
            ("soon", _lazy("An item is due within %(days)d days") % {"days": SOON_DAYS}),
            ("late", _lazy("An item is overdue")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        today = clock.today()
        items = {
            "answered": PlanItem.objects.filter(state=State.ANSWERED),
            "soon": PlanItem.objects.filter(state=State.OPEN, due__range=(today, clock.add_days(today, SOON_DAYS))),
            "late": PlanItem.objects.filter(state=State.OPEN, due__lt=today),
        }
        return Q(state__in=(Plan.State.OPEN, Plan.State.MISSED), pk__in=items[value].values("plan"))


@admin.register(Plan)
class PlanAdmin(PageAdmin):
    page_template = "admin/desk/plan.html"
    help = _lazy(
        "What members on conditions are to mend, item by item and by when. An officer accepts each answer; when all "
        "are, the plan is completed and the member is in full standing again."
    )
    help_about = "standing-plan"
    list_display = ("shipper", "state", "opened_at", "opened_by", "settled", "first_due")
    list_filter = ("state", WaitsFilter)
    list_select_related = ("shipper", "opened_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        shown = super().get_queryset(request).select_related("shipper__standing", "opened_by", "ended_by", "removal")
        return shown.annotate(
            asked=Count("items"),
            accepted=Count("items", filter=Q(items__state=State.ACCEPTED)),
            due=Min("items__due", filter=UNSETTLED),
        )

    def get_urls(self) -> list[URLPattern]:
        return [*file_urls(self.admin_site, FILES), *super().get_urls()]

    @admin.display(description=_lazy("items accepted"))
    def settled(self, plan: Plan) -> str:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return _lazy("%(accepted)d of %(asked)d") % {"accepted": plan.accepted, "asked": plan.asked}

    @admin.display(description=_lazy("first day due"), ordering="due")
    def first_due(self, plan: Plan) -> Any:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return plan.due

    def acts(self, request: HttpRequest, shown: Plan) -> dict[str, Act]:
        return acts_on(user_of(request), shown)

    def page(self, request: HttpRequest, shown: Plan) -> dict[str, Any]:
        return {
            "title": _lazy("Corrective plan of %(business)s") % {"business": shown.shipper},
            "meaning": meaning_of("standing-plan", shown.state),
            "standing": getattr(shown.shipper, "standing", None),
            "waiting": [(item, kind_of(item.kind)) for item in waiting_of(("plan", shown.pk))],
            "items": plan_items_of(shown),
            "runs": shown.state in (Plan.State.OPEN, Plan.State.MISSED),
            "today": clock.today(),
            "viewer": viewer_of(request, FILES),
        }
