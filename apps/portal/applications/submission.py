"""The steps of a signatory: submit an application, reply to a request for information, appeal a denial."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.applications.sections import criteria_repeated, embargoes_named
from apps.applications.signatories import ATTESTATION, is_named, owner_names
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.guidance.surveys.models import Task
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.overview import application_context, asked_fields
from apps.portal.applications.parts import PROGRESS
from apps.portal.forms import SellerForm, number_in
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability


class SignForm(SellerForm):
    """The statement to attest, and the name that signs.

    `named` are the names of the owners and officers in the application; None for a reader who may not sign. A person
    who signs by another name is told so, and confirms that they may sign.
    """

    attested = forms.BooleanField(
        label=ATTESTATION, error_messages={"required": _lazy("Read the statement and tick the box to sign.")}
    )
    signed_name = forms.CharField(
        label=_lazy("Your full name"),
        help_text=_lazy("Typing your name signs the application."),
        max_length=200,
        error_messages={"required": _lazy("Type your full name to sign.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    not_named = forms.BooleanField(
        label=_lazy("I am not named as an owner or officer in this application, and I may sign for the business.")
    )

    def __init__(self, *args: Any, named: Sequence[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signed = self.data.get(self.add_prefix("signed_name"), "").strip()
        if named is None or not signed or is_named(signed, named):
            del self.fields["not_named"]
            return
        self.fields["not_named"].error_messages["required"] = _(
            "No owner or officer in this application is named “%(signed)s”. It names: %(names)s. Correct your name or "
            "the list of owners and officers. If you may sign all the same, tick the box."
        ) % {"signed": signed, "names": ", ".join(named) or _("nobody")}


class ReplyForm(SignForm):
    """The reply to a request for information, signed."""

    text = forms.CharField(
        label=_lazy("Your reply"),
        max_length=8000,
        error_messages={"required": _lazy("Write your reply.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("text", "attested", "signed_name", "not_named")


class AppealForm(SellerForm):
    """The reasons of an appeal against a denial."""

    text = forms.CharField(
        label=_lazy("Why is the denial wrong?"),
        help_text=_lazy("Name each finding, and say what you answer to it."),
        max_length=8000,
        error_messages={"required": _lazy("Say why the denial is wrong.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )


METHODS = require_http_methods(["GET", "POST"])


@for_sellers
@METHODS
def review(request: UserRequest, application_id: int) -> HttpResponse:
    """Show all answers of an application and, in a draft, the statement to sign."""
    application = application_for(request.user, application_id)
    states = selectors.section_states(application)
    typed = {state.section.key: state.typed for state in states}
    shared = application_context(request, application)
    # Those who fill in and sign must see the numbers of identity that they give; other readers do not need them.
    masked = Ability.PREPARE not in shared["abilities"]
    context = {
        **shared,
        "states": [
            (state, state.section.answers(state.typed, masked=masked) if state.typed else [], *PROGRESS[state.progress])
            for state in states
        ],
        "unfinished": [state for state in states if not state.done],
        "repeated": criteria_repeated(typed),
        "embargoes": embargoes_named(typed),
        "open_all": "all" in request.GET,
        "open_sections": selectors.sections_open(application),
        "signature_request": selectors.signature_request_of(application),
        "preparers": selectors.preparers_of(application),
        "read_up_to": selectors.last_change(application) if application.state == ApplicationState.DRAFT else None,
    }
    return _form_page(
        request,
        application,
        form=SignForm(_data(request), named=_owners_named(states, shared["abilities"])),
        template="portal/applications/review.html",
        context=context,
        act=lambda given: services.application_submit(
            actor=request.user,
            application_id=application.pk,
            signed_name=given["signed_name"],
            read_up_to=number_in(request.POST, "read_up_to"),
        ),
        done=" ".join(
            (
                _("Your application was sent."),
                _("Its reference number is %(reference)s.") % {"reference": application.reference},
            )
        ),
        task=Task.APPLICATION,
    )


@for_sellers
@METHODS
def reply(request: UserRequest, application_id: int) -> HttpResponse:
    """Show a request for information and the form to reply; a POST sends the reply."""
    application = application_for(request.user, application_id)
    inquiry = selectors.inquiry_open(application)
    states = selectors.section_states(application)
    shared = application_context(request, application)
    return _form_page(
        request,
        application,
        form=ReplyForm(_data(request), named=_owners_named(states, shared["abilities"])),
        template="portal/applications/reply.html",
        context={
            **shared,
            "inquiry": inquiry,
            "asked": asked_fields(inquiry),
            "unfinished": [state for state in states if not state.done] if inquiry else [],
        },
        act=lambda given: services.info_reply(
            actor=request.user, application_id=application.pk, text=given["text"], signed_name=given["signed_name"]
        ),
        done=_("Your reply was sent."),
        task=Task.REPLY,
    )


@for_sellers
@METHODS
def appeal(request: UserRequest, application_id: int) -> HttpResponse:
    """Show a denial and the form to appeal; a POST sends the appeal."""
    application = application_for(request.user, application_id)
    return _form_page(
        request,
        application,
        form=AppealForm(_data(request)),
        template="portal/applications/appeal.html",
        context={
            **application_context(request, application),
            "denial": application.decisions.order_by("-pk").first(),
            "days_to_decide_appeal": selectors.clocks().appeal_decision_days,
        },
        act=lambda given: services.application_appeal(
            actor=request.user, application_id=application.pk, text=given["text"]
        ),
        done=_("Your appeal was sent."),
        task=Task.APPEAL,
    )


def _owners_named(states: Iterable[selectors.SectionState], abilities: frozenset[str]) -> list[str] | None:
    """Return the names of the owners and officers in an application, as typed; None for a reader who may not sign."""
    if Ability.ATTEST not in abilities:
        return None
    return next(owner_names(state.typed) for state in states if state.section.key == "owners")


def _data(request: UserRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: UserRequest,
    application: Application,
    *,
    form: SellerForm,
    template: str,
    context: dict[str, Any],
    act: Callable[[dict[str, Any]], Application],
    done: str,
    task: Task,
) -> HttpResponse:
    """Show a form; once it is posted, call a service with its data, and show the refusal beside the fields."""
    status = 200
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            refuse(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            survey_offer(request, task, application.shipper_id)
            return redirect("portal:application", application_id=application.pk)
    elif form.is_bound:
        status = 422
    return render(request, template, {**context, "form": form}, status=status)
