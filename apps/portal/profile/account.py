"""The account of a person: one page that leads to every part of it."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.accounts.services import name_choose
from apps.portal.profile.forms import NameForm


@login_required
@require_http_methods(["GET", "POST"])
def account(request: UserRequest) -> HttpResponse:
    """Show how the user signs in, and in which language they read; a POST sets their name."""
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_bound and form.is_valid():
        name_choose(actor=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Your name was saved."))
        return redirect("portal:account")
    factors = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "form": form,
        "passkeys": factors.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in factors,
    }
    return render(request, "portal/profile/account.html", context, status=422 if form.errors else 200)
