"""allauth's forms for getting in, with the labels that the rest of the site uses."""

from typing import Any, ClassVar

from allauth.account import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW = {"password1": _("New password"), "password2": _("New password, once more")}


class _Labelled:
    labels: ClassVar[dict[str, Promise]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label


class SignInForm(_Labelled, forms.LoginForm):
    labels: ClassVar = {"login": EMAIL, "password": PASSWORD}


class SignUpForm(_Labelled, forms.SignupForm):
    labels: ClassVar = {"email": EMAIL, "password1": PASSWORD, "password2": _("Password, once more")}


class NewAddressForm(_Labelled, forms.AddEmailForm):
    labels: ClassVar = {"email": _("New e-mail address")}


class OtherAddressForm(_Labelled, forms.ChangeEmailForm):
    labels: ClassVar = {"email": EMAIL}


class ForgottenPasswordForm(_Labelled, forms.ResetPasswordForm):
    labels: ClassVar = {"email": EMAIL}


class NewPasswordByLinkForm(_Labelled, forms.ResetPasswordKeyForm):
    labels: ClassVar = NEW


class NewPasswordForm(_Labelled, forms.ChangePasswordForm):
    labels: ClassVar = {"oldpassword": _("Password now"), **NEW}


class FirstPasswordForm(_Labelled, forms.SetPasswordForm):
    labels: ClassVar = NEW


class ConfirmByPasswordForm(_Labelled, forms.ReauthenticateForm):
    labels: ClassVar = {"password": PASSWORD}
