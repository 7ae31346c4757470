"""Receivers of signals that record the sign-ins of members of staff. The sign-ins of sellers are not recorded."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.browsers import browser_of
from apps.accounts.models import Access, User
from apps.accounts.services import access_record
from apps.accounts.sessions import BEGAN
from apps.core.client_addresses import place_of
from apps.core.limits import place_remember


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def sign_in_keep(user: User, **_kwargs: Any) -> None:
    """Record that a member of staff signed in."""
    _keep(user, Access.Kind.SIGNED_IN)


@receiver(user_logged_in, dispatch_uid="accounts.session_described")
def session_describe(request: HttpRequest, **_kwargs: Any) -> None:
    """Note in the session when, where and by which browser it began, for the person's own list of sessions."""
    request.session[BEGAN] = {
        # The time of the machine, by which the sessions of Django end.
        "at": timezone.now().isoformat(),
        "place": place_of(request),
        "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")),
    }


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def sign_out_keep(user: User | None, **_kwargs: Any) -> None:
    """Record that a member of staff signed out."""
    _keep(user, Access.Kind.SIGNED_OUT)


@receiver(user_login_failed, dispatch_uid="accounts.refused")
def refusal_keep(credentials: dict[str, Any], **_kwargs: Any) -> None:
    """Record that a sign-in with the address of a member of staff was refused. Unknown addresses are not recorded."""
    email = credentials.get("email") or credentials.get("username") or ""
    _keep(User.objects.filter(email=email, is_staff=True).first(), Access.Kind.REFUSED)


@receiver([password_set, password_changed, password_reset], dispatch_uid="accounts.password_set")
def password_keep(user: User, **_kwargs: Any) -> None:
    """Record that a member of staff has a new password."""
    _keep(user, Access.Kind.PASSWORD_SET)


@receiver([user_logged_in, password_reset], dispatch_uid="accounts.place_known")
def place_keep(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Remember the place from which a person signed in, or set a password by the link that was mailed to them."""
    place_remember(request, account=user.email)


def _keep(user: User | None, kind: Access.Kind) -> None:
    if user is not None and user.is_staff:
        access_record(user=user, kind=kind)
