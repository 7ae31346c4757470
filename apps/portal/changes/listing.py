"""All notices that a business ever had."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.portal.access import for_sellers
from apps.portal.business import business_for
from apps.portal.changes import wording
from apps.shippers.zones import zone_of
from apps.standing.models import ProposedChange
from apps.standing.selectors import plans_of, proposals_told

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    proposal: ProposedChange
    title: str
    where: wording.Where


@for_sellers
@require_safe
def changes(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Every notice, open or decided, the latest first; and every plan."""
    business = business_for(request.user, shipper_id)
    page = Paginator(proposals_told(shipper_id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "business": business,
        "tab": "portal:shipper",
        "zone": zone_of(business.shipper),
        "page": page,
        "listed": [Listed(one, wording.title_of(one), wording.where_of(one)) for one in page],
        "plans": plans_of(shipper_id),
    }
    return render(request, "portal/changes/changes.html", context)
