"""Forms by which a signatory signs, replies and appeals."""

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.attestation import ATTESTATION
from apps.portal.forms import SellerForm


class SignForm(SellerForm):
    """The statement to attest, and the name that signs."""

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


class ReplyForm(SignForm):
    """The reply to a request for information, signed."""

    text = forms.CharField(
        label=_lazy("Your reply"),
        max_length=8000,
        error_messages={"required": _lazy("Write your reply.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("text", "attested", "signed_name")


class AppealForm(SellerForm):
    """The reasons of an appeal against a denial."""

    text = forms.CharField(
        label=_lazy("Why is the denial wrong?"),
        help_text=_lazy("Name each finding, and say what you answer to it."),
        max_length=8000,
        error_messages={"required": _lazy("Say why the denial is wrong.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
