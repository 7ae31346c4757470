from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.core import fields


class AccountAdapter(DefaultAccountAdapter):
    """People sign up by themselves as sellers; members of staff are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class MfaAdapter(DefaultMFAAdapter):
    """The secrets of second factors are kept encrypted, as all secrets of persons are."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong, was used before, or has expired. Enter the one your app shows now.")
    }

    def encrypt(self, text: str) -> str:
        return fields.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return fields.decrypt(encrypted_text.encode())
