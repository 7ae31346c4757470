"""The restriction of a business: why it is suspended, removed or on conditions, for which parcels, what ends it and
when, who holds the case, and the request for a review.
"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import NotFound
from apps.portal.access import business_for, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.endings import endings_of
from apps.portal.changes.grounds import grounds_of
from apps.portal.forms import LanguageForm, form_submit
from apps.shippers.roles import Ability
from apps.standing.models import Status
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.selectors import restriction_of
from apps.standing.services import review_ask, review_withdraw

# The statuses whose page says what ends them. Conditions say so themselves, and are reviewed.
ENDING = (Status.SUSPENDED, Status.REMOVED)


class ReviewForm(LanguageForm):
    """The request for a review: what the business says about its conditions."""

    text = forms.CharField(
        label=_lazy("Why should the conditions end?"),
        help_text=_lazy("Say what you see differently, or what you have mended since. You can ask once."),
        error_messages={"required": _lazy("Write what you want to say.")},
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("text", "language")


@for_sellers
@require_http_methods(["GET", "POST"])
def restriction(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the restriction of a business; a POST asks for a review, or takes the request back."""
    business = business_for(request.user, shipper_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        business.require(Ability.ATTEST)
        if "withdraw" in request.POST:
            return _withdraw(request, shipper_id)
        if form_submit(form, lambda: review_ask(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
            messages.success(request, _("Your request was sent. Somebody who took no part decides it."))
            return redirect("portal:restriction", shipper_id=shipper_id)
    standing = getattr(business.shipper, "standing", None)
    found = restriction_of(standing) if standing else None
    decision = found.decision if found else None
    context = {
        "business": business,
        "tab": "portal:shipper",
        "standing": standing,
        "restriction": found,
        "proposal": decision,
        "told": [wording.proposal_text(decision), wording.notice_status(decision).sentence] if decision else [],
        "reasons_language": decision.notice["reasons_language"] if decision else "",
        "grounds": grounds_of(decision) if decision else [],
        "parcels": parcels_named(decision) if decision else [],
        "endings": endings_of(business, found) if found and found.standing.status in ENDING else None,
        "may_sign": Ability.ATTEST in business.abilities,
        "form": form,
    }
    return render(request, "portal/changes/restriction.html", context, status=422 if form.is_bound else 200)


def _withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Take the request for a review back; say so if none is open any more."""
    try:
        review_withdraw(actor=request.user, shipper_id=shipper_id)
    except NotFound as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("You took your request back."))
    return redirect("portal:restriction", shipper_id=shipper_id)
