"""Forms by which a signatory signs, replies and appeals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.attestation import ATTESTATION
from apps.applications.signatories import is_named
from apps.portal.forms import SellerForm


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
