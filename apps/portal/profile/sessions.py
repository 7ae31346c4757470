"""The page on which a person sees where they are signed in, and signs out elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.accounts.selectors import sessions_of
from apps.accounts.services import session_end, sessions_end
from apps.accounts.sessions import digest_of

# The value by which the form ends all sessions but the present one.
OTHERS = "others"


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: UserRequest) -> HttpResponse:
    """List the sessions of the user; a POST ends one of them, or all but this one. Ending needs no second factor."""
    here = digest_of(request.session.session_key or "")
    if request.method == "POST":
        _end(request, request.POST.get("session", ""), here=here)
        return redirect("portal:sessions")
    return render(request, "portal/profile/sessions.html", {"sessions": sessions_of(request.user), "here": here})


def _end(request: UserRequest, session: str, *, here: str) -> None:
    if session == OTHERS:
        count = sessions_end(user=request.user, except_for=here)
        ended = ngettext(
            "You are signed out in %(count)d other browser.", "You are signed out in %(count)d other browsers.", count
        )
        messages.success(request, ended % {"count": count})
    elif session in {each.digest for each in sessions_of(request.user)}:
        session_end(user=request.user, digest=session)
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("You were signed out there already."))
