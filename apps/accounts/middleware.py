from collections.abc import Callable
from urllib.parse import urlencode

import pghistory
import structlog
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.requests import user_of

ALWAYS_OPEN = (
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "set_language",
)
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP_HERE = "mfa_set_up_by"


class StaffMfaMiddleware:
    """A member of staff gets nowhere before they have shown a second factor in this session.

    Sign-in asks for it. This stops the sessions that were there before: of a seller who becomes staff, of a second
    browser, and of staff who have none yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not user.is_staff or _is_open(request):
            return self.get_response(request)
        if not is_mfa_enabled(user, SECOND_FACTORS):
            messages.warning(request, _("Staff need a second factor. Set it up to go on."))
            return redirect("mfa_activate_totp")
        if not _was_shown(request):
            has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
            page = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
            return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


class HistoryMiddleware:
    """What a person's request changes is kept with who they are and by which page (`core/history.py`).

    Partner systems change nothing that has versions, and their requests look up no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.path_info.startswith(("/api/", "/oauth/")):
            return self.get_response(request)
        told = structlog.contextvars.get_contextvars()
        with pghistory.context(user=request.user.pk, request=told.get("request")):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object, **_kwargs: object) -> None:
        # Without `with` it adds to the context that is open, if one is.
        if request.resolver_match:
            pghistory.context(route=request.resolver_match.route)


@receiver(authenticator_added, dispatch_uid="accounts.mfa_set_up")
def mfa_set_up(request: HttpRequest, **_kwargs: object) -> None:
    """To set a factor up is to show it."""
    request.session[SET_UP_HERE] = request.user.pk


def _was_shown(request: HttpRequest) -> bool:
    return request.session.get(SET_UP_HERE) == request.user.pk or any(
        record["method"] == "mfa" for record in get_authentication_records(request, user_of(request))
    )


def _is_open(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in ALWAYS_OPEN}
