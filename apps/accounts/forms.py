"""The forms of allauth for signing in, with the labels and messages that the rest of the site uses."""

import json
import struct
from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

EMAIL = _lazy("E-mail address")
PASSWORD = _lazy("Password")
NEW = {"password1": _lazy("New password"), "password2": _lazy("New password, again")}

NAME = {
    "label": _lazy("Name of the passkey"),
    "help_text": _lazy("A name by which you recognize the passkey, such as “my phone”."),
}
# The errors of an answer that no device gives: allauth lets through some that the library of passkeys raises.
NOT_OF_A_DEVICE = (forms.ValidationError, LookupError, ValueError, struct.error)
NOT_ADDED = _lazy("The passkey was not added. Try again.")
# The data of a new passkey are 1 KB, and some more with the certificates of the maker. They are kept as they came.
MAX_CREDENTIAL_CHARACTERS = 20_000
NOT_ACCEPTED = _lazy("This passkey was not accepted. Try again, or use another way to sign in.")


class AddPasskeyForm(AddWebAuthnForm):
    """The form that adds a passkey to an account."""

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

    def clean_credential(self) -> Any:
        """Refuse a credential that is long, or has other characters than those of a device, such as a NUL."""
        credential = self.cleaned_data["credential"]
        text = json.dumps(credential)
        if len(text) > MAX_CREDENTIAL_CHARACTERS or "\\u" in text:
            raise forms.ValidationError(NOT_ADDED)
        return credential

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except NOT_OF_A_DEVICE as error:
            raise forms.ValidationError(NOT_ADDED) from error


class RenamePasskeyForm(EditWebAuthnForm):
    """The form that renames a passkey."""

    use_required_attribute = False
    name = forms.CharField(max_length=100, error_messages={"required": _lazy("Enter a name.")}, **NAME)


class _CredentialMessage:
    """A mixin that answers every fault of a passkey with one message that says what to do."""

    def clean_credential(self) -> Authenticator:
        try:
            # pyrefly: ignore[missing-attribute] (of the form that stands beside this mixin)
            return super().clean_credential()
        except NOT_OF_A_DEVICE as error:
            raise forms.ValidationError(NOT_ACCEPTED) from error


class SignInPasskeyForm(_CredentialMessage, LoginWebAuthnForm):
    """The form that signs in by a passkey alone."""


class SecondStepPasskeyForm(_CredentialMessage, AuthenticateWebAuthnForm):
    """The form that asks for a passkey after the password."""


class ConfirmPasskeyForm(_CredentialMessage, ReauthenticateWebAuthnForm):
    """The form that asks for a passkey again before a sensitive change."""


class _Labelled(forms.Form):
    """A form of allauth whose fields get the labels of this site."""

    labels: ClassVar[dict[str, Promise]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label


class SignInForm(_Labelled, account_forms.LoginForm):
    """The form that signs in by password."""

    labels: ClassVar = {"login": EMAIL, "password": PASSWORD}


class SignUpForm(_Labelled, account_forms.SignupForm):
    """The form that makes an account."""

    labels: ClassVar = {"email": EMAIL, "password1": PASSWORD, "password2": _lazy("Password, again")}

    def clean(self) -> dict[str, Any]:
        """Hash the password for an address that has an account, as is done for a new one: it is what takes long."""
        cleaned = super().clean() or self.cleaned_data
        if self.account_already_exists and not self.errors:
            make_password(cleaned["password1"])
        return cleaned


class NewAddressForm(_Labelled, account_forms.AddEmailForm):
    """The form that adds an e-mail address to an account."""

    labels: ClassVar = {"email": _lazy("New e-mail address")}


class ForgottenPasswordForm(_Labelled, account_forms.ResetPasswordForm):
    """The form that asks for a link to set a new password."""

    labels: ClassVar = {"email": EMAIL}


class NewPasswordByLinkForm(_Labelled, account_forms.ResetPasswordKeyForm):
    """The form that sets a new password after a link was followed."""

    labels: ClassVar = NEW


class NewPasswordForm(_Labelled, account_forms.ChangePasswordForm):
    """The form that changes the password."""

    labels: ClassVar = {"oldpassword": _lazy("Current password"), **NEW}


class FirstPasswordForm(_Labelled, account_forms.SetPasswordForm):
    """The form that sets the password of an account that has none."""

    labels: ClassVar = NEW


class ConfirmByPasswordForm(_Labelled, account_forms.ReauthenticateForm):
    """The form that asks for the password again before a sensitive change."""

    labels: ClassVar = {"password": PASSWORD}
