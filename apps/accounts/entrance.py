"""allauth's forms for getting in, with the labels that the rest of the site uses."""

from typing import Any, ClassVar

from allauth.account import forms
from django.forms import Form
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

EMAIL = _lazy("E-mail address")
PASSWORD = _lazy("Password")
NEW = {"password1": _lazy("New password"), "password2": _lazy("New password, once more")}


class _Labelled(Form):
    labels: ClassVar[dict[str, Promise]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label


class SignInForm(_Labelled, forms.LoginForm):
    labels: ClassVar = {"login": EMAIL, "password": PASSWORD}


class SignUpForm(_Labelled, forms.SignupForm):
    labels: ClassVar = {"email": EMAIL, "password1": PASSWORD, "password2": _lazy("Password, once more")}


class NewAddressForm(_Labelled, forms.AddEmailForm):
    labels: ClassVar = {"email": _lazy("New e-mail address")}


class OtherAddressForm(_Labelled, forms.ChangeEmailForm):
    labels: ClassVar = {"email": EMAIL}


class ForgottenPasswordForm(_Labelled, forms.ResetPasswordForm):
    labels: ClassVar = {"email": EMAIL}


class NewPasswordByLinkForm(_Labelled, forms.ResetPasswordKeyForm):
    labels: ClassVar = NEW


class NewPasswordForm(_Labelled, forms.ChangePasswordForm):
    labels: ClassVar = {"oldpassword": _lazy("Password now"), **NEW}


class FirstPasswordForm(_Labelled, forms.SetPasswordForm):
    labels: ClassVar = NEW


class ConfirmByPasswordForm(_Labelled, forms.ReauthenticateForm):
    labels: ClassVar = {"password": PASSWORD}
