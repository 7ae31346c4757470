from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.applications.attestation import ATTESTATION
from apps.core.files import ACCEPTED
from apps.shippers.models import Membership


class SellerForm(forms.Form):
    """Drawn without the browser's own checks: what is missing is told by the page, with what was typed kept."""

    use_required_attribute = False


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(SellerForm):
    """Files to add. Each is taken or refused by itself, by the service."""

    files = forms.FileField(
        label=_("Add files"),
        help_text=_("PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV, up to 10 MB each."),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPTED}),
    )


class SignForm(SellerForm):
    attested = forms.BooleanField(
        label=ATTESTATION, error_messages={"required": _("Read the statement and tick the box to sign.")}
    )
    signed_name = forms.CharField(
        label=_("Your full name"),
        help_text=_("Typing your name signs the application."),
        max_length=200,
        error_messages={"required": _("Type your full name to sign.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ReplyForm(SignForm):
    text = forms.CharField(
        label=_("Your reply"),
        max_length=8000,
        error_messages={"required": _("Write your reply.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("text", "attested", "signed_name")


class AppealForm(SellerForm):
    text = forms.CharField(
        label=_("Why is the denial wrong?"),
        help_text=_("Name what was found and what you say to it."),
        max_length=8000,
        error_messages={"required": _("Say why the denial is wrong.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class InvitationForm(SellerForm):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_(
            "A viewer reads. A preparer fills in. A signatory also signs for the business. An owner also manages the "
            "team."
        ),
        choices=Membership.Role.choices,
        initial=Membership.Role.PREPARER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Enter the address of the person to invite.")
