"""A change of who signs, or of the address by which a person signs in, while it waits: read and stopped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import Conflict
from apps.portal.access import for_sellers
from apps.shippers import selectors, services
from apps.shippers.models import WaitingState
from apps.shippers.states import LIFECYCLE


@for_sellers
@require_http_methods(["GET", "POST"])
def waiting_change(request: UserRequest, waiting_id: int) -> HttpResponse:
    """Show a waiting change; a POST stops the change."""
    change = selectors.waiting_change_for(request.user, waiting_id)
    if request.method == "POST":
        try:
            services.waiting_change_stop(actor=request.user, change_id=change.pk)
        except Conflict as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                _(
                    "You stopped the change, and nothing was changed. If none of you asked for it, all of you must "
                    "change your passwords now."
                ),
            )
        return redirect("portal:waiting_change", waiting_id=waiting_id)
    held = selectors.waiting_change_abilities(request.user, change)
    context = {
        "change": change,
        "until": services.moment_in_words(change.waits_until, change.shipper),
        "waits": change.state == WaitingState.WAITING,
        "may_stop": bool(LIFECYCLE.open_to(state=change.state, held=held)),
        "objected_at": selectors.objected_at(request.user, change),
    }
    return render(request, "portal/profile/waiting_change.html", context)
