"""The identities under which the parcels of a business are reported, and claims to further identities."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import Conflict, NotFound
from apps.portal.access import business_for, for_sellers
from apps.portal.forms import form_data, form_submit, number_in
from apps.portal.profile.forms import ClaimForm
from apps.shippers.roles import Ability
from apps.upkeep import selectors, services
from apps.upkeep.texts import CLAIM_DECIDED


@for_sellers
@require_http_methods(["GET", "POST"])
def identities(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the identities and the claims of a business; a POST claims an identity or withdraws a claim."""
    business = business_for(request.user, shipper_id)
    if "withdraw" in request.POST:
        return _claim_withdraw(request, shipper_id)
    form = ClaimForm(
        *form_data(request), sources=[(source.code, str(source)) for source in selectors.sources_claimable()]
    )
    if form.is_bound:
        business.require(Ability.ATTEST)
        claim = form_submit(
            form, lambda: services.claim_submit(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
        )
        if claim:
            messages.success(request, _("Your claim was sent. An officer looks at your proof."))
            return redirect("portal:identities", shipper_id=shipper_id)
    linked, claims = selectors.identities_of(shipper_id), selectors.claims_of(shipper_id)
    histories = selectors.history_links_of(shipper_id)
    names = selectors.source_names(row.source for row in [*linked, *claims])
    context = {
        "business": business,
        "tab": "portal:profile",
        "linked": [(names.get(seller.source, ""), seller) for seller in linked],
        "histories": [
            (names.get(link.seller.source, link.seller.source), link) for link in histories if link.ended_at is None
        ],
        "claims": [
            (names.get(claim.source, claim.source), claim, CLAIM_DECIDED.get(claim.state, "")) for claim in claims
        ],
        "may_claim": Ability.ATTEST in business.abilities,
        "form": form,
    }
    return render(request, "portal/profile/identities.html", context, status=422 if form.is_bound else 200)


def _claim_withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    claim = selectors.claims_of(shipper_id).filter(pk=number_in(request.POST, "withdraw")).first()
    if claim is None:
        raise NotFound(_("There is no such claim on your list."))
    try:
        services.claim_withdraw(actor=request.user, claim_id=claim.pk)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your claim was withdrawn."))
    return redirect("portal:identities", shipper_id=shipper_id)
