"""Everything that happened to a business, the latest first, to which the overview's short list leads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core.bounds import whole_number
from apps.portal.access import business_for, for_sellers
from apps.portal.dashboard.news import news_before


@for_sellers
@require_safe
def happenings(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the events of a business, a page at a time; `?before=` leads to older ones."""
    business = business_for(request.user, shipper_id)
    before = whole_number(request.GET.get("before", ""))
    items, older = news_before(shipper_id, before=before)
    context = {"business": business, "tab": "portal:shipper", "items": items, "older": older, "latest": before is None}
    return render(request, "portal/dashboard/happenings.html", context)
