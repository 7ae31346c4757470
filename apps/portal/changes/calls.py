"""The page of a call by which a member hears of a finding before anything is proposed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.notices.services import messages_read_about
from apps.portal.access import business_for, for_sellers
from apps.standing.assurance.messages import call_end_text, found_of, help_of, who_calls
from apps.standing.selectors import call_for

TAB = "portal:shipper"


@for_sellers
@require_safe
def call(request: UserRequest, shipper_id: int, call_id: int) -> HttpResponse:
    """Show a call: what was found, what helps, by when, who calls, and what was said."""
    business = business_for(request.user, shipper_id)
    shown = call_for(request.user, shipper_id, call_id)
    messages_read_about(actor=request.user, about=("assurancecall", shown.pk))
    context = {
        "business": business,
        "tab": TAB,
        "call": shown,
        "found": found_of(shown),
        "steps": [*who_calls(shown), *help_of(shown)] if shown.is_running else [],
        "attempts": shown.attempts.select_related("by").order_by("at", "pk"),
        "ended": "" if shown.ended_by_id or not shown.ended_text else call_end_text(shown),
    }
    return render(request, "portal/assurance/call.html", context)
