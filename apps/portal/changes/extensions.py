"""Requests for more time to respond, and the answers to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.portal.access import business_for, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.forms import MoreTimeForm
from apps.portal.forms import form_data, form_submit
from apps.shippers.roles import Ability
from apps.standing.models import ExtensionState
from apps.standing.selectors import proposal_for
from apps.standing.services import MAX_EXTENSION_DAYS, extension_ask


@for_sellers
@require_http_methods(["GET", "POST"])
def more_time(request: UserRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """Show the requests for more time to respond, and the form for one; a POST sends a request."""
    business = business_for(request.user, shipper_id)
    proposal = proposal_for(request.user, shipper_id, change_id)
    form = MoreTimeForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        if form_submit(form, lambda: extension_ask(actor=request.user, change_id=proposal.pk, **form.cleaned_data)):
            messages.success(request, _("Your request was sent. An officer answers it, and you will be told."))
            return redirect("portal:change_more_time", shipper_id=shipper_id, change_id=change_id)
    extensions = list(proposal.extensions.order_by("-pk"))
    in_time = proposal.is_undecided and proposal.final_at is None and clock.now() <= proposal.respond_by
    context = {
        "business": business,
        "tab": "portal:shipper",
        "proposal": proposal,
        "title": wording.notice_title(proposal),
        "extensions": extensions,
        "may_ask": in_time and not any(one.state == ExtensionState.OPEN for one in extensions),
        "in_time": in_time,
        "may_sign": Ability.ATTEST in business.abilities,
        "most_days": MAX_EXTENSION_DAYS,
        "form": form,
    }
    return render(request, "portal/changes/more_time.html", context, status=422 if form.is_bound else 200)
