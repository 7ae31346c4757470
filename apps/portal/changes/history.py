"""The list of all notices and plans of a business."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.portal.access import business_for, for_sellers
from apps.portal.changes import wording
from apps.standing.models import ProposedChange
from apps.standing.selectors import plans_of, proposals_with_notice

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice with its heading and its status."""

    proposal: ProposedChange
    title: str
    status: wording.NoticeStatus


@for_sellers
@require_safe
def changes(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the notices of a business, the latest first, and its plans."""
    business = business_for(request.user, shipper_id)
    page = Paginator(proposals_with_notice(shipper_id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "business": business,
        "tab": "portal:shipper",
        "page": page,
        "listed": [NoticeRow(one, wording.notice_title(one), wording.notice_status(one)) for one in page],
        "plans": plans_of(shipper_id),
    }
    return render(request, "portal/changes/changes.html", context)
