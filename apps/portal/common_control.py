"""The page of a case of common control: with whom and why a business is to be judged together, its answer, the
decision, and the request to be judged alone again.

A business reads the names and numbers of the others and its own values, and nothing else of anybody.
"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.notices.services import messages_read_about
from apps.portal.access import TeamBusiness, business_for, for_sellers, team_file
from apps.portal.files import FilesField
from apps.portal.forms import SAID_EVERYTHING, LanguageForm, form_data, form_submit, refusals_told
from apps.shippers.roles import Ability
from apps.standing.control.notices import ANY_TIME, MEANS, control_subject
from apps.standing.models import ControlFile, ControlledBusiness, ControlState, SeparationState
from apps.standing.selectors import (
    asks_again_from,
    control_file_for,
    controlled_for,
    others_of,
    own_ties,
    separation_of,
)
from apps.standing.services import control_respond, separation_ask, separation_withdraw

TAB = "portal:shipper"


class ControlResponseForm(LanguageForm):
    """The answer of a business to the notice: it agrees, or contests with words and files."""

    position = forms.ChoiceField(
        label=_lazy("Are these numbers in the same hands?"),
        choices=[
            ("agrees", _lazy("Yes: we agree to be judged together")),
            ("contests", _lazy("No, or not any more: we contest it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Say whether you agree or contest it.")},
    )
    text = forms.CharField(
        label=_lazy("Your explanation"),
        help_text=_lazy("If you contest it, say why: for example who owns your business now, and since when."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_lazy("Files that show it"),
        help_text=_lazy("For example an extract from the register, a contract of sale, a letter from your bank."),
    )
    final = forms.BooleanField(
        label=SAID_EVERYTHING,
        help_text=_lazy("If you don't tick this, nobody decides before your time to respond is over."),
        required=False,
    )
    field_order = ("position", "text", "language", "files", "final")


class AloneForm(LanguageForm):
    """The request to be judged alone again."""

    text = forms.CharField(
        label=_lazy("Why should you be judged alone?"),
        help_text=_lazy("For example: the business was sold, or the tie was a mistake. Say since when."),
        max_length=8000,
        error_messages={"required": _lazy("Write what you want to say.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_lazy("Files that show it"),
        help_text=_lazy("For example an extract from the register, a contract of sale, a letter from your bank."),
    )
    field_order = ("text", "language", "files")


@for_sellers
@require_http_methods(["GET", "POST"])
def control(request: UserRequest, shipper_id: int, control_id: int) -> HttpResponse:
    """Show the case and mark the messages about it as read; a POST sends the answer of the business."""
    business = business_for(request.user, shipper_id)
    controlled = controlled_for(request.user, shipper_id, control_id)
    form = ControlResponseForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        sent = form_submit(
            form,
            lambda: control_respond(
                actor=request.user, shipper_id=shipper_id, control_id=control_id, **form.cleaned_data
            ),
        )
        if sent:
            messages.success(request, _("Your response was sent. An officer reads it before deciding."))
            return redirect("portal:control", shipper_id=shipper_id, control_id=control_id)
    else:
        messages_read_about(actor=request.user, about=control_subject(controlled.control))
    return _page(request, business, controlled, response=form)


@for_sellers
@require_POST
def alone(request: UserRequest, shipper_id: int, control_id: int) -> HttpResponse:
    """Ask that the business be judged alone again, or take the request back."""
    business = business_for(request.user, shipper_id)
    controlled = controlled_for(request.user, shipper_id, control_id)
    business.require(Ability.ATTEST)
    if "withdraw" in request.POST:
        with refusals_told(request, NotFound, Conflict):
            separation_withdraw(actor=request.user, shipper_id=shipper_id)
            messages.success(request, _("You took your request back."))
        return redirect("portal:control", shipper_id=shipper_id, control_id=control_id)
    form = AloneForm(*form_data(request))
    if form_submit(form, lambda: separation_ask(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
        messages.success(request, _("Your request was sent. Somebody who took no part decides it."))
        return redirect("portal:control", shipper_id=shipper_id, control_id=control_id)
    return _page(request, business, controlled, request_form=form)


file = team_file(control_file_for)


def _page(
    request: UserRequest,
    business: TeamBusiness,
    controlled: ControlledBusiness,
    *,
    response: ControlResponseForm | None = None,
    request_form: AloneForm | None = None,
) -> HttpResponse:
    """Render the page of a case, with the refused form if there is one."""
    case = controlled.control
    separation = separation_of(controlled) if controlled.bound_at else None
    refused = any(form is not None and form.is_bound for form in (response, request_form))
    may_respond = case.state == ControlState.PROPOSED and controlled.final_at is None
    in_time = clock.now() < controlled.respond_by
    context = {
        "business": business,
        "tab": TAB,
        "controlled": controlled,
        "case": case,
        "others": others_of(controlled),
        "ties": own_ties(controlled),
        "means": MEANS,
        "any_time": ANY_TIME,
        "files": controlled.files.filter(about=ControlFile.About.RESPONSE).order_by("pk"),
        "is_heard": case.state == ControlState.PROPOSED,
        "was_bound": case.state == ControlState.BOUND,
        "in_time": in_time,
        "may_respond": may_respond,
        "asks_answer": may_respond and in_time and not controlled.position,
        "separation": separation,
        "may_ask": controlled.is_bound and (separation is None or separation.state != SeparationState.OPEN),
        "again_from": asks_again_from(controlled) if controlled.is_bound else None,
        "may_sign": Ability.ATTEST in business.abilities,
        "response_form": response or ControlResponseForm(),
        "request_form": request_form or AloneForm(),
    }
    return render(request, "portal/control.html", context, status=422 if refused else 200)
