"""Prior disclosures: a business reports a violation of its own before anybody else does."""

from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.uploads import download
from apps.disputes import selectors, services
from apps.guidance.surveys.models import Task
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import ONE
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.disputes.forms import DiscloseForm
from apps.portal.forms import form_data, form_submit
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def disclose(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Explain prior disclosure and show the form; a POST sends a disclosure. Only signatories may disclose."""
    business = business_for(request.user, shipper_id)
    form = DiscloseForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        disclosure = form_submit(
            form, lambda: services.disclosure_open(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
        )
        if disclosure:
            messages.success(request, _("Your disclosure was sent. An officer reads it and decides."))
            survey_offer(request, Task.DISCLOSURE, shipper_id)
            return redirect("portal:disclosure", shipper_id, disclosure.pk)
    context = {
        "business": business,
        "tab": "portal:violations",
        "form": form,
        "may_disclose": Ability.ATTEST in business.abilities,
        "factor": terms_of(policy_on(clock.today())).weights.self_disclosed / ONE,
        "disclosures": selectors.disclosures_of(shipper_id),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/disputes/disclose.html", context, status=status)


@for_sellers
@require_http_methods(["GET", "POST"])
def disclosure(request: UserRequest, shipper_id: int, disclosure_id: int) -> HttpResponse:
    """Show a disclosure and its outcome; a POST withdraws the disclosure."""
    business = business_for(request.user, shipper_id)
    disclosure = selectors.disclosure_for(shipper_id, disclosure_id)
    if request.method == "POST":
        business.require(Ability.ATTEST)
        try:
            services.disclosure_withdraw(actor=request.user, disclosure_id=disclosure.pk)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Your disclosure was taken back."))
        return redirect("portal:disclosure", shipper_id, disclosure.pk)
    context = {
        "disclosure": disclosure,
    }
    return business_page(request, business, "portal/disputes/disclosure.html", context, tab="portal:violations")


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, disclosure_id: int, disclosure_file_id: int) -> FileResponse:
    """Return a file of a disclosure to the team. Staff open it at the desk, where each look is kept."""
    business_for(request.user, shipper_id)
    return download(selectors.disclosure_file_for(request.user, shipper_id, disclosure_id, disclosure_file_id))
