"""The identities and linked histories of a business, with claims to further ones and objections to linked ones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import Conflict, NotFound
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import form_data, form_submit, number_in, refusals_told
from apps.portal.profile.forms import ClaimForm, ObjectionForm
from apps.shippers.roles import Ability
from apps.upkeep import selectors, services
from apps.upkeep.models import RequestState
from apps.upkeep.texts import CLAIM_DECIDED, OBJECTION_DECIDED


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
        "linked": [(names.get(seller.source, ""), seller) for seller in linked],
        "histories": [
            (names.get(link.seller.source, link.seller.source), link) for link in histories if link.ended_at is None
        ],
        "claims": [
            (names.get(claim.source, claim.source), claim, CLAIM_DECIDED.get(claim.state, "")) for claim in claims
        ],
        "form": form,
    }
    return business_page(request, business, "portal/profile/identities.html", context, tab="portal:profile", form=form)


def _claim_withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    claim = selectors.claims_of(shipper_id).filter(pk=number_in(request.POST, "withdraw")).first()
    if claim is None:
        raise NotFound(_("There is no such claim on your list."))
    with refusals_told(request, Conflict):
        services.claim_withdraw(actor=request.user, claim_id=claim.pk)
        messages.success(request, _("Your claim was withdrawn."))
    return redirect("portal:identities", shipper_id=shipper_id)


@for_sellers
@require_http_methods(["GET", "POST"])
def linked_history(request: UserRequest, shipper_id: int, link_id: int) -> HttpResponse:
    """Show a linked history with its grounds; a POST objects to the link, or withdraws the objection."""
    business = business_for(request.user, shipper_id)
    link = selectors.history_links_of(shipper_id).filter(pk=link_id).first()
    if link is None:
        raise NotFound(_("There is no such history on your list."))
    objections = sorted(link.objections.all(), key=lambda objection: -objection.pk)
    latest = objections[0] if objections else None
    again = redirect("portal:linked_history", shipper_id=shipper_id, link_id=link_id)
    if latest and "withdraw" in request.POST:
        with refusals_told(request, Conflict):
            services.objection_withdraw(actor=request.user, objection_id=latest.pk)
            messages.success(request, _("Your objection was withdrawn."))
        return again
    form = ObjectionForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        about = {"shipper_id": shipper_id, "link_id": link.pk}
        if form_submit(form, lambda: services.objection_submit(actor=request.user, **about, **form.cleaned_data)):
            messages.success(request, _("Your objection was sent. An officer who did not link this history decides."))
            return again
    answerable = link.ended_at is None and (latest is None or latest.state == RequestState.WITHDRAWN)
    context = {
        "link": link,
        "reporter": selectors.source_names([link.seller.source]).get(link.seller.source, link.seller.source),
        "objection": latest,
        "decided": OBJECTION_DECIDED.get(latest.state, "") if latest else "",
        "files": latest.files.all() if latest else [],
        "may_object": answerable and Ability.ATTEST in business.abilities,
        "answerable": answerable,
        "may_withdraw": Ability.ATTEST in business.abilities
        and latest is not None
        and latest.state == RequestState.SUBMITTED,
        "form": form,
    }
    return business_page(
        request, business, "portal/profile/linked_history.html", context, tab="portal:profile", form=form
    )
