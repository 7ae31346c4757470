"""Keeps how members of staff get in. Sellers' sign-ins are theirs alone."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from apps.accounts.models import Access, User
from apps.accounts.services import access_record


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(user: User, **_kwargs: Any) -> None:
    _keep(user, Access.Kind.SIGNED_IN)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(user: User | None, **_kwargs: Any) -> None:
    _keep(user, Access.Kind.SIGNED_OUT)


@receiver(user_login_failed, dispatch_uid="accounts.refused")
def refused(credentials: dict[str, Any], **_kwargs: Any) -> None:
    """Only what was tried with a known address is kept: an unknown one is somebody's data and no account of ours."""
    email = credentials.get("email") or credentials.get("username") or ""
    _keep(User.objects.filter(email__iexact=email, is_staff=True).first(), Access.Kind.REFUSED)


@receiver([password_set, password_changed, password_reset], dispatch_uid="accounts.password_set")
def password_was_set(user: User, **_kwargs: Any) -> None:
    _keep(user, Access.Kind.PASSWORD_SET)


def _keep(user: User | None, kind: Access.Kind) -> None:
    if user is not None and user.is_staff:
        access_record(user=user, kind=kind)
