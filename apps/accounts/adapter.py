"""The adapters by which allauth signs people in and up in the manner of this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.second_factor import factor_use
from apps.accounts.selectors import is_address_taken
from apps.accounts.signals import address_proved, many_wrong_passwords
from apps.core import fields
from apps.core.client_addresses import address_of, place_of
from apps.core.limits import action_count, is_known_place, is_over_limit
from apps.core.mail_addresses import mail_address, mail_address_check


class AccountAdapter(DefaultAccountAdapter):
    """The account adapter: anybody may sign up as a seller. An administrator makes the members of staff."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _lazy("This e-mail address and this password do not belong together. Check both."),
        "enter_current_password": _lazy("This is not your current password. Try again."),
        "incorrect_code": _lazy("This code is wrong or has expired. Look at the newest mail from us."),
        "incorrect_password": _lazy("This is not your password. Try again."),
        "too_many_login_attempts": _lazy("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _lazy("Too many attempts. Wait five minutes, then try again."),
        "same_as_current": _lazy("This is the address that you have now. Enter another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def clean_email(self, email: str) -> str:
        """Return a typed address in its one form; raise ValidationError for a text that is no address."""
        return mail_address_check(email)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Return the ways to confirm that it is the same person: a second factor, or the password without a factor.

        A password that somebody else has would otherwise be enough to remove the factor, and with it the protection.
        """
        ways = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which the limits of allauth count, as all limits of this site do."""
        return address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return the key under which allauth counts wrong passwords: the account at the visitor's place.

        If the key were the account alone, wrong guesses of a stranger would lock its owner out.
        """
        return f"{_account_of(credentials)} {place_of(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password beyond the limits, before it is looked at.

        The limit of an account from all places together stops guessing from many addresses. It does not concern the
        places from which the owner signs in.
        """
        super().pre_authenticate(request, **credentials)
        account = _account_of(credentials)
        if is_over_limit(request, "wrong_passwords", key=account) and not is_known_place(request, account=account):
            raise self.validation_error("too_many_login_attempts")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a proved address the one by which its person signs in, unless the change waits (ADR 0077)."""
        user = email_address.user
        if is_address_taken(email_address.email, by_other_than=user.pk):
            return False
        proved = EmailAddress.objects.filter(user=user, verified=True).exclude(email=email_address.email)
        if not proved.exists() or not email_address.can_set_verified():
            return super().confirm_email(request, email_address)
        factor_use(request)
        answers = address_proved.send(User, user=user, email=email_address.email)
        if not any(waits for _receiver, waits in answers):
            return super().confirm_email(request, email_address)
        messages.success(
            request,
            _(
                "You proved your new address. It replaces the old one after a wait, so that nobody can steal your "
                "account with it. The mail to your old address says when, and lets you stop the change."
            ),
        )
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password for its account; where there are many, send a signal, so that the owner is told."""
        account = _account_of(credentials)
        action_count(request, "wrong_passwords", key=account)
        if not action_count(request, "wrong_passwords_untold", key=account):
            owner = User.objects.filter(email=account, is_active=True).first()
            if owner:
                many_wrong_passwords.send(User, user=owner)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of the recipient, or of the request if the recipient has no account."""
        reader = User.objects.filter(email=email).first() or context.get("user")
        with translation.override((reader.language if reader else "") or translation.get_language()):
            super().send_mail(template_prefix, email, context)


class MfaAdapter(DefaultMFAAdapter):
    """The adapter for second factors: keeps their secrets encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _lazy(
            "This code is wrong, was used before, or has expired. Enter the one your app shows now."
        )
    }

    def encrypt(self, text: str) -> str:
        return fields.encrypt(text).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Let devices show a passkey under the name of the site, not of its host."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE["name"]}

    def decrypt(self, encrypted_text: str) -> str:
        return fields.decrypt(encrypted_text.encode())


def _account_of(credentials: dict[str, Any]) -> str:
    """Return the name of the account that somebody signs in to, which need not exist."""
    return mail_address(credentials.get("email", ""))
