"""A corrective action plan as the business sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.portal.access import for_sellers
from apps.portal.business import business_for
from apps.standing import selectors


@for_sellers
@require_safe
def plan(request: HttpRequest, shipper_id: int, plan_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    shown = selectors.plan_for(request.user, shipper_id, plan_id)
    context = {
        "business": business,
        "tab": "portal:shipper",
        "plan": shown,
        "items": selectors.plan_items_of(shown),
    }
    return render(request, "portal/plans/plan.html", context)
