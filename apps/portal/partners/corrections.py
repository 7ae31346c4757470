"""The corrections that partners were told about a business."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.partners.corrections.selectors import corrections_about
from apps.portal.access import business_for, for_sellers
from apps.portal.partners.wording import CORRECTION_WORDS

PAGE_SIZE = 50


@for_sellers
@require_safe
def corrections(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List which partners were told of a correction, when, and which of them acknowledged it."""
    business = business_for(request.user, shipper_id)
    page = Paginator(corrections_about(shipper_id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "business": business,
        "tab": "portal:profile",
        "page": page,
        "corrections": [
            (correction, [CORRECTION_WORDS[reason] for reason in correction.reasons]) for correction in page
        ],
    }
    return render(request, "portal/partners/corrections.html", context)
