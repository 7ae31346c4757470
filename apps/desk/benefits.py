"""The benefits of each tier: promised, received by members, and broken promises."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.benefits.models import Month
from apps.benefits.presentation import benefit_table, rate_row, tiers_chart
from apps.benefits.selectors import measures_of, tiers_measured, window_now
from apps.benefits.work import BREACH
from apps.core.bounded_counts import bounded_counts
from apps.policy.schema import TIERS
from apps.shippers.models import Shipper
from apps.work.selectors import items_open

# The page lists and counts this many broken promises at most; the list of work has all of them.
LISTED, MAX_COUNTED = 50, 10_000


@admin.register(Month)
class MonthAdmin(StaffModelAdmin):
    """The months as they were counted are a record each; their list is the page of all tiers."""

    help = _lazy(
        "What the policy promises each tier, and how often the parcels of its members were examined. A promise counts "
        "as broken where the whole interval lies above it, so that chance does not explain it."
    )
    help_about = "kind-benefit_breach"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        window = window_now()
        tiers = tiers_measured(window)
        others, examined = window.ordinary(window.months)
        waiting = items_open().filter(kind=BREACH.code)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _lazy("Benefits, promised and received"),
            "help": self.help,
            "help_about": self.help_about,
            "window": window,
            "tiers": [(one, rate_row(str(one.tier), one.realised)) for one in tiers],
            "others": others,
            "others_examined": examined,
            "ordinary": examined / others if others else None,
            "chart": tiers_chart(tiers),
            "numbers": (0, *TIERS),
            "parameters": benefit_table(window.terms),
            "broken": _breach_rows([item.subject_id for item in waiting[:LISTED]], window),
            "count": bounded_counts({"all": waiting}, MAX_COUNTED)["all"],
            "most": MAX_COUNTED,
            "listed": LISTED,
            "kind": BREACH,
        }
        return TemplateResponse(request, "admin/desk/benefits.html", context)


def _breach_rows(shipper_ids: list[int], window: Any) -> list[tuple[Shipper, Any, Any]]:
    shippers = Shipper.objects.in_bulk(shipper_ids)
    return [
        (shippers[one.shipper_id], one, rate_row("", one.realised))
        for one in measures_of(shipper_ids, window)
        if one.shipper_id in shippers
    ]
