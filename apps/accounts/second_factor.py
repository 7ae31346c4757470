"""The second factor in a session: whether the person showed one, and whether they showed one again for a grave act.

A stolen cookie opens a session in which a factor was shown hours ago. An act that a thief would do asks for the factor
once more, right before the act, and each answer serves one act (ADR 0077).
"""

import time
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
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
from apps.accounts.requests import UserRequest, user_of
from apps.accounts.sent_forms import form_put_off
from apps.core.errors import Conflict

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# The key of the session that holds the number of the user who set up a factor in the session.
SET_UP_HERE = "mfa_set_up_by"
# The keys of the session that hold when a factor was set up, and when an act used the last answer: seconds since 1970.
SET_UP_AT = "mfa_set_up_at"
USED_AT = "mfa_used_at"
# Long enough to fill in a form, and short for a thief who waits beside an open session.
VALID_SECONDS = 15 * 60


@receiver(authenticator_added, dispatch_uid="accounts.mfa_set_up")
def mfa_set_up(request: HttpRequest, authenticator: Authenticator, **_kwargs: object) -> None:
    """Note in the session that the user set up a factor, which counts as showing one."""
    request.session[SET_UP_HERE] = user_of(request).pk
    if authenticator.type in SECOND_FACTORS:
        request.session[SET_UP_AT] = time.time()


def has_second_factor(user: User) -> bool:
    """Return whether a person has an authenticator app or a passkey."""
    return is_mfa_enabled(user, SECOND_FACTORS)


def is_factor_shown(request: HttpRequest) -> bool:
    """Return whether the person showed or set up a factor in this session."""
    return _set_up_here(request) or any(
        record["method"] == "mfa" for record in get_authentication_records(request, user_of(request))
    )


def is_factor_shown_again(request: HttpRequest) -> bool:
    """Return whether the person showed or set up a factor just now, and no act has used that answer."""
    records = get_authentication_records(request, user_of(request))
    shown = [record["at"] for record in records if record["method"] == "mfa" and record.get("reauthenticated")]
    if _set_up_here(request):
        shown.append(request.session.get(SET_UP_AT, 0))
    last = max(shown, default=0)
    return last > request.session.get(USED_AT, 0) and time.time() - last < VALID_SECONDS


def factor_require(request: HttpRequest) -> None:
    """Raise Conflict unless the person showed a second factor just now, and no act has used that answer."""
    if not (has_second_factor(user_of(request)) and is_factor_shown_again(request)):
        raise Conflict(
            _(
                "Confirm with your second step that it is you. A confirmation is good for 15 minutes and for one "
                "change. What you typed is still here: confirm in another tab, then send it again."
            ),
            code="not_confirmed",
        )


def factor_use(request: HttpRequest) -> None:
    """Note that an act was done with the last answer, so that the next act asks anew."""
    request.session[USED_AT] = time.time()


def factor_page(user: User) -> str:
    """Return the address of the page that asks a person for the code of their app, or else for their passkey."""
    has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


def factor_link(user: User, path: str) -> str:
    """Return the address of the page that asks a person for their factor, and then leads to a path of this site.

    A person without a factor is led to where they set one up.
    """
    if not has_second_factor(user):
        return reverse("mfa_index")
    return f"{factor_page(user)}?{urlencode({'next': path})}"


def factor_ask(request: UserRequest) -> HttpResponse | None:
    """Return the answer that asks for the factor before a grave act; None if the person showed a factor just now.

    A person without a factor is led to where they set one up. The form that was sent is kept in the session and is
    handled after the factor was shown, so the form must hold neither a file nor a secret.
    """
    if has_second_factor(request.user) and is_factor_shown_again(request):
        return None
    form_put_off(request)
    if not has_second_factor(request.user):
        messages.warning(
            request,
            _(
                "This change needs a second step, so that a stolen session can't make it. Set up a passkey or an "
                "authenticator app, then come back."
            ),
        )
        return redirect("mfa_index")
    return suspend_request(request, factor_page(request.user))


def _set_up_here(request: HttpRequest) -> bool:
    return request.session.get(SET_UP_HERE) == user_of(request).pk
