from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

ALLOWED_WITHOUT_MFA = ("account_logout", "mfa_activate_totp", "mfa_index", "account_reauthenticate")


class StaffMfaMiddleware:
    """A member of staff gets nowhere before a second factor is set up. With one, sign-in itself asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_staff and not is_mfa_enabled(user):
            if request.path not in {reverse(name) for name in ALLOWED_WITHOUT_MFA}:
                messages.warning(request, _("Staff need a second factor. Set it up to go on."))
                return redirect("mfa_activate_totp")
        return self.get_response(request)
