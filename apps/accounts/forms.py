"""allauth's passkey forms in our words, and a person's own name."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _lazy

NAME = {"label": _lazy("Name of the passkey"), "help_text": _lazy("So that you know it again, such as “my phone”.")}
NOT_ACCEPTED = _lazy("This passkey was not accepted. Try again, or use another way to sign in.")


class AddPasskeyForm(AddWebAuthnForm):
    use_required_attribute = False
    name = forms.CharField(max_length=100, required=False, **NAME)
    passwordless = forms.BooleanField(
        label=_lazy("Let it sign me in alone, without my password"),
        help_text=_lazy(
            "Your device then asks for your fingerprint, face or PIN. Untick this for an old security key."
        ),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except forms.ValidationError as error:
            raise forms.ValidationError(_lazy("The passkey was not added. Try again.")) from error


class RenamePasskeyForm(EditWebAuthnForm):
    use_required_attribute = False
    name = forms.CharField(max_length=100, error_messages={"required": _lazy("Enter a name.")}, **NAME)


class _Passkey:
    def clean_credential(self) -> Authenticator:
        try:
            # pyrefly: ignore[missing-attribute] (of the form that stands beside this mixin)
            return super().clean_credential()
        except forms.ValidationError as error:
            raise forms.ValidationError(NOT_ACCEPTED) from error


class SignInPasskeyForm(_Passkey, LoginWebAuthnForm):
    pass


class SecondStepPasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    pass


class ConfirmPasskeyForm(_Passkey, ReauthenticateWebAuthnForm):
    pass
