"""Middleware that asks staff for a second factor and tells the history of records who sent the request."""

from collections.abc import Callable
from urllib.parse import urlencode

import pghistory
import structlog
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.requests import user_of

# The addresses that members of staff may reach before they have shown a second factor.
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
# The key of the session that holds the number of the user who set up a factor in the session.
SET_UP_HERE = "mfa_set_up_by"


class StaffMfaMiddleware:
    """Refuse every page to a member of staff who has not shown a second factor in the session.

    Sign-in already asks for the factor. This middleware stops sessions that began without one: of a seller who becomes
    staff, of a second browser, and of staff who have no factor yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_of_program(request) and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # A look at the session would tell caches that the answer varies by cookie.
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or not user.is_staff or _is_open(request):
            return self.get_response(request)
        if not is_mfa_enabled(user, SECOND_FACTORS):
            messages.warning(request, _("Staff need a second factor. Set it up to go on."))
            return redirect("mfa_activate_totp")
        if not _factor_shown(request):
            has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
            page = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
            return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


class HistoryMiddleware:
    """Give each version (`core/history`) the user, the request and the route that made the change.

    Requests of partner systems pass by: they change no record that has versions, and have no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") or _is_of_program(request):
            return self.get_response(request)
        bound = structlog.contextvars.get_contextvars()
        with pghistory.context(user=request.user.pk, request=bound.get("request")):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object, **_kwargs: object) -> None:
        # Without `with` the call adds to the open context, if there is one.
        if request.resolver_match:
            pghistory.context(route=request.resolver_match.route)


def _is_of_program(request: HttpRequest) -> bool:
    """Return whether the address is one that programs call."""
    return request.path_info.startswith(("/api/", "/oauth/", "/.well-known/"))


@receiver(authenticator_added, dispatch_uid="accounts.mfa_set_up")
def mfa_set_up(request: HttpRequest, **_kwargs: object) -> None:
    """Note in the session that the user set up a factor, which counts as showing one."""
    request.session[SET_UP_HERE] = request.user.pk


def _factor_shown(request: HttpRequest) -> bool:
    return request.session.get(SET_UP_HERE) == request.user.pk or any(
        record["method"] == "mfa" for record in get_authentication_records(request, user_of(request))
    )


def _is_open(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in ALWAYS_OPEN}
