"""Requests for a signature, to a member of the team who may sign or to somebody new."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import services
from apps.applications.models import ApplicationState
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import choice_field, refuse
from apps.core.mail_addresses import MailAddressFormField
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.overview import application_context
from apps.portal.forms import SellerForm
from apps.shippers.roles import Ability
from apps.shippers.selectors import signers_of

NEW = "new"


class SignerForm(SellerForm):
    """The choice of a signatory. `members` may sign already; `invites` is whether the user may invite somebody new."""

    signer = forms.ChoiceField(
        label=_lazy("Who is to sign?"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose who is to sign.")},
    )
    email = MailAddressFormField(
        label=_lazy("E-mail address of the new person"),
        help_text=_lazy(
            "They get a link by mail, join your team as a signatory, and come to this application. A signatory may "
            "fill in and sign, and may not change the team."
        ),
        required=False,
        error_messages={"required": _lazy("Enter the address of the person who is to sign.")},
    )

    def __init__(self, *args: Any, members: list[Any], invites: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = [(NEW, _lazy("Somebody new"))] if invites else []
        choice_field(self, "signer").choices = [*((str(user.pk), str(user)) for user in members), *new]
        if not members:
            del self.fields["signer"]
            self.fields["email"].required = True
        if not invites:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("signer") == NEW and not given.get("email") and "email" not in self.errors:
            self.add_error("email", self.fields["email"].error_messages["required"])
        return given

    @property
    def service_arguments(self) -> dict[str, Any]:
        """Return the signatory as the arguments of the service."""
        signer = self.cleaned_data.get("signer", NEW)
        return {"email": self.cleaned_data.get("email", "")} if signer == NEW else {"signer_id": int(signer)}


@for_sellers
@require_http_methods(["GET", "POST"])
def signer(request: UserRequest, application_id: int) -> HttpResponse:
    """Show the form to ask somebody for a signature; a POST sends the request."""
    application = application_for(request.user, application_id)
    frame = application_context(request, application)
    if Ability.PREPARE not in frame["abilities"]:
        raise NotAllowed(_("Your role on the team does not allow this. Ask an owner."), code="wrong_role")
    form = SignerForm(
        request.POST if request.method == "POST" else None,
        members=list(signers_of(application.shipper_id).exclude(pk=request.user.pk)),
        invites=Ability.MANAGE_TEAM in frame["abilities"],
    )
    status = 200
    if form.is_bound and form.is_valid():
        try:
            services.signature_ask(actor=request.user, application_id=application.pk, **form.service_arguments)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            refuse(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("They were asked to sign. You are told when the application is sent."))
            return redirect("portal:apply_review", application_id=application.pk)
    elif form.is_bound:
        status = 422
    context = {**frame, "form": form, "draft": application.state == ApplicationState.DRAFT}
    return render(request, "portal/applications/signer.html", context, status=status)
