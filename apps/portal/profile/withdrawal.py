"""Leaving the program: what ends, what is kept, and the form to leave or to confirm what an officer recorded."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import NotFound
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import SellerForm, form_submit, refusals_told
from apps.shippers.roles import Ability
from apps.standing.selectors import benefits_of, departure_open, reentry_day, standing_of, still_decided
from apps.standing.services import departure_decline, member_leave
from apps.standing.states import STATUS


class LeaveForm(SellerForm):
    """The confirmation to leave the program, and the reasons, which are optional."""

    sure = forms.BooleanField(
        label=_lazy("I have read what ends. The business leaves the program."),
        error_messages={"required": _lazy("Tick the box if the business is to leave.")},
    )
    reasons = forms.CharField(
        label=_lazy("Why are you leaving?"),
        help_text=_lazy("You need not say. Your reasons help the program to improve."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@for_sellers
@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show what ends and what is kept; a POST ends the membership of the business, or declines the departure that an
    officer recorded.
    """
    business = business_for(request.user, shipper_id)
    business.require(Ability.LEAVE)
    standing = standing_of(shipper_id)
    transitions = STATUS.open_to(state=standing.status, held=business.abilities) if standing else []
    may_leave = any(transition.action == "withdraw" for transition in transitions)
    if request.method == "POST" and "stay" in request.POST:
        return _decline(request, shipper_id)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form_submit(
        form,
        lambda: member_leave(actor=request.user, shipper_id=shipper_id, reasons=form.cleaned_data["reasons"]),
    ):
        messages.success(request, _("The business has left the program."))
        return redirect("portal:shipper", shipper_id=shipper_id)
    waiting = list(still_decided(shipper_id)) if may_leave else []
    context = {
        "standing": standing,
        "may": may_leave,
        "benefits": benefits_of(standing) if may_leave and standing else [],
        "form": form,
        "departure": departure_open(shipper_id) if may_leave else None,
        "still_decided": waiting,
        "again_from": reentry_day() if any(each.adverse_action.ends_membership for each in waiting) else None,
    }
    return business_page(request, business, "portal/profile/leave.html", context, form=form)


def _decline(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Decline the departure that waits; say so if none waits any more."""
    with refusals_told(request, NotFound):
        departure_decline(actor=request.user, shipper_id=shipper_id)
        messages.success(request, _("The business stays in the program. Nothing has changed."))
    return redirect("portal:shipper", shipper_id=shipper_id)
