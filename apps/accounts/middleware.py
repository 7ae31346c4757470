"""Middleware that asks for a second factor and tells the history of records who sent the request."""

from collections.abc import Callable

import pghistory
import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.requests import UserRequest
from apps.accounts.second_factor import factor_ask, factor_link, has_second_factor, is_factor_shown
from apps.core.middleware import is_unnamed

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
        if not has_second_factor(user):
            messages.warning(request, _("Staff need a second factor. Set it up to go on."))
            return redirect("mfa_activate_totp")
        if not is_factor_shown(request):
            return redirect(factor_link(user, request.get_full_path()))
        return self.get_response(request)


class FactorAgainMiddleware:
    """Ask for the second factor again before the address by which a person signs in is changed.

    The page is allauth's. Pages of this site ask by themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: UserRequest, *_args: object, **_kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name != "account_email" or request.method != "POST":
            return None
        return factor_ask(request) if request.user.is_authenticated else None


class HistoryMiddleware:
    """Give each version (`core/history`) the user, the request and the route that made the change.

    Requests of partner systems pass by: they change no record that has versions, and have no session. So do those of
    whose senders nothing may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") or _is_of_program(request) or is_unnamed(request):
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


def _is_open(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in ALWAYS_OPEN}
