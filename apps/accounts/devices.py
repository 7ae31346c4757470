"""The browser of a sign-in, told from others by a random number in a cookie of its own.

The number says nothing of the person or the device, and only its keyed digest leaves this module. The cookie is sent to
the pages of accounts alone, so no other page could tell by it who is there. Members of staff get none.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.signals import signed_in_by_device
from apps.core.fields import blind_index

COOKIE = "ks-browser"
# A browser with which nobody signed in for this time is forgotten, and counts as new afterwards.
REMEMBERED = timedelta(days=400)
_BYTES = 24
_NUMBER = re.compile(r"[\w-]{32}", re.ASCII)


@receiver(user_logged_in, dispatch_uid="accounts.device_known")
def device_tell(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Tell the apps above of the browser in which a person signed in, who is no member of staff."""
    if user.is_staff:
        return
    kept = request.COOKIES.get(COOKIE, "")
    number = kept if _NUMBER.fullmatch(kept) else token_urlsafe(_BYTES)
    cast(Any, request).device_number = number
    signed_in_by_device.send(User, user=user, digest=blind_index(f"device:{number}"))


class DeviceMiddleware:
    """Set the cookie of the browser with the answer to a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if number := getattr(request, "device_number", ""):
            response.set_cookie(
                COOKIE,
                number,
                max_age=REMEMBERED,
                path=reverse("account_login").rpartition("login")[0],
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
