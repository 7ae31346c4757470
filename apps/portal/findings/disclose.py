"""Prior disclosure: a business reports a violation of its own first, and what became of it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.downloads import download
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.disputes import selectors, services
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import for_sellers
from apps.portal.business import business_for
from apps.portal.findings.forms import DiscloseForm
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def disclose(request: UserRequest, shipper_id: int) -> HttpResponse:
    """What a disclosure is and what it brings, and the form. Who may not sign for the business is told who may."""
    business = business_for(request.user, shipper_id)
    form = DiscloseForm()
    if request.method == "POST":
        business.require(Ability.ATTEST)
        form = DiscloseForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                said = services.disclosure_open(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
            except (NotFound, NotAllowed):
                raise
            except DomainError as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("Your disclosure was sent. An officer reads it and decides."))
                return redirect("portal:disclosure", shipper_id, said.pk)
    context = {
        "business": business,
        "tab": "portal:violations",
        "form": form,
        "may_disclose": Ability.ATTEST in business.abilities,
        "factor": terms_of(policy_on(clock.today())).weights.self_disclosed,
        "disclosures": selectors.disclosures_of(shipper_id),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/findings/disclose.html", context, status=status)


@for_sellers
@require_http_methods(["GET", "POST"])
def disclosure(request: UserRequest, shipper_id: int, disclosure_id: int) -> HttpResponse:
    """One disclosure and what became of it; by POST it is taken back."""
    business = business_for(request.user, shipper_id)
    shown = selectors.disclosure_for(shipper_id, disclosure_id)
    if request.method == "POST":
        business.require(Ability.ATTEST)
        try:
            services.disclosure_withdraw(actor=request.user, disclosure_id=shown.pk)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Your disclosure was taken back."))
        return redirect("portal:disclosure", shipper_id, shown.pk)
    context = {
        "business": business,
        "tab": "portal:violations",
        "disclosure": shown,
        "may_withdraw": Ability.ATTEST in business.abilities,
    }
    return render(request, "portal/findings/disclosure.html", context)


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, disclosure_id: int, disclosure_file_id: int) -> FileResponse:
    """A file of a disclosure, for the team and for staff who read everything."""
    found = selectors.disclosure_file_for(request.user, shipper_id, disclosure_id, disclosure_file_id)
    return download(found)
