"""Exam requests: how many of its parcels a business asks to have opened, and what became of each request."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.amounts import WholeNumberField
from apps.core.errors import Conflict
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import LanguageForm, form_data, form_submit, number_in, refusals_told
from apps.shippers.roles import Ability
from apps.validations import selectors, services


class ExamRequestForm(LanguageForm):
    """The form that asks how many parcels are to be opened, and why."""

    exams = WholeNumberField(
        label=_lazy("How many parcels?"),
        error_messages={"required": _lazy("Enter a number.")},
    )
    reason = forms.CharField(
        label=_lazy("Is there anything that the officer should know?"),
        help_text=_lazy("For example when your season is."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("exams", "reason", "language")


@for_sellers
@require_http_methods(["GET", "POST"])
def exam_requests(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the exam requests of a business; a POST asks for exams or withdraws a request."""
    business = business_for(request.user, shipper_id)
    if "withdraw" in request.POST:
        return _withdraw(request, shipper_id)
    form = ExamRequestForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        asked = form_submit(
            form,
            lambda: services.exam_request_submit(actor=request.user, shipper_id=shipper_id, **form.cleaned_data),
        )
        if asked:
            messages.success(request, _("Your request was sent. An officer decides, and you will be told."))
            return redirect("portal:exam_requests", shipper_id=shipper_id)
    requests = list(selectors.exam_requests_of(shipper_id))
    context = {
        "requests": requests,
        "has_open": any(one.is_open for one in requests),
        "is_member": selectors.may_ask_exams(shipper_id),
        "left": selectors.exams_left(shipper_id),
        "bounds": terms_of(policy_on(clock.today())).exam_requests,
        "form": form,
    }
    return business_page(request, business, "portal/exam_requests.html", context, form=form)


def _withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    with refusals_told(request, Conflict):
        services.exam_request_withdraw(
            actor=request.user, shipper_id=shipper_id, request_id=number_in(request.POST, "withdraw") or 0
        )
        messages.success(request, _("Your request was withdrawn."))
    return redirect("portal:exam_requests", shipper_id=shipper_id)
