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
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.proofs import SignUpProcess
from apps.accounts.selectors import is_address_taken
from apps.accounts.services import TAKEN
from apps.core.lazy import Promise
from apps.core.mail_addresses import mail_address, mail_address_check

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

    def clean_login(self) -> str:
        return mail_address(self.cleaned_data["login"])


class SignUpForm(_Labelled, account_forms.SignupForm):
    """The form that makes an account."""

    labels: ClassVar = {"email": EMAIL, "password1": PASSWORD, "password2": _lazy("Password, again")}

    def validate_unique_email(self, value: str) -> str:
        """Let an address pass that somebody has: who signs up learns it by a mail to the address alone."""
        return value

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Begin the sign-up, and lead to the page that asks for the code. There is no account before."""
        typed = self.cleaned_data
        SignUpProcess.begin(request, email=typed["email"], password=typed["password1"])
        return None, HttpResponseRedirect(reverse("account_email_verification_sent"))


class ProofForm(account_forms.ConfirmEmailVerificationCodeForm):
    """The form that takes the code which proves a mailbox."""

    def clean_code(self) -> str:
        # Not the parent's, which asks allauth's table who has an address.
        code = account_forms.BaseConfirmCodeForm.clean_code(self)
        if is_address_taken(self.email, by_other_than=self.user and self.user.pk):
            raise forms.ValidationError(TAKEN)
        return code


class NewAddressForm(_Labelled, account_forms.AddEmailForm):
    """The form that adds an e-mail address to an account."""

    labels: ClassVar = {"email": _lazy("New e-mail address")}


class ForgottenPasswordForm(_Labelled, account_forms.ResetPasswordForm):
    """The form that asks for a link to set a new password."""

    labels: ClassVar = {"email": EMAIL}

    def clean_email(self) -> str:
        """Return the address in its one form: the mail goes there, and never to an address that only looks like it."""
        self.cleaned_data["email"] = mail_address_check(self.cleaned_data["email"])
        return super().clean_email()


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
