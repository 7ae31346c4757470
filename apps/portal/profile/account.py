"""The pages of an account: sign-ins, sessions, the contact for calls, and changes that wait."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.accounts.selectors import sessions_of
from apps.accounts.services import name_choose, session_end, sessions_end
from apps.accounts.sessions import digest_of
from apps.core.days_text import zone_text
from apps.core.errors import Conflict
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import form_data, form_submit, refusals_told
from apps.portal.profile.forms import CallContactForm, NameForm
from apps.shippers import selectors, services
from apps.shippers.models import WaitingState
from apps.shippers.roles import Ability
from apps.shippers.states import LIFECYCLE
from apps.shippers.zones import zone_of
from apps.standing.models import CallContact
from apps.standing.services import call_contact_remove, call_contact_set


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


@for_sellers
@require_http_methods(["GET", "POST"])
def call_contact(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show whom the program calls and when; a POST chooses or removes the contact."""
    business = business_for(request.user, shipper_id)
    contact = CallContact.objects.filter(shipper=shipper_id).first()
    data, _files = form_data(request)
    form = CallContactForm(data, contact=contact, country=business.shipper.country.code)
    if request.method == "POST":
        business.require(Ability.PREPARE)
        if "remove" in request.POST:
            call_contact_remove(actor=request.user, shipper_id=shipper_id)
            messages.success(request, _("The contact was removed. We call the number of your main contact."))
            return redirect("portal:profile", shipper_id=shipper_id)
        if form_submit(form, lambda: call_contact_set(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
            messages.success(request, _("Your contact for calls was saved."))
            return redirect("portal:profile", shipper_id=shipper_id)
    context = {
        "contact": contact,
        "form": form,
        "zone": zone_text(zone_of(business.shipper)),
    }
    return business_page(request, business, "portal/assurance/contact.html", context, tab="portal:profile", form=form)


@for_sellers
@require_http_methods(["GET", "POST"])
def waiting_change(request: UserRequest, waiting_id: int) -> HttpResponse:
    """Show a waiting change; a POST stops the change."""
    change = selectors.waiting_change_for(request.user, waiting_id)
    if request.method == "POST":
        with refusals_told(request, Conflict):
            services.waiting_change_stop(actor=request.user, change_id=change.pk)
            messages.success(
                request,
                _(
                    "You stopped the change, and nothing was changed. If none of you asked for it, all of you must "
                    "change your passwords now."
                ),
            )
        return redirect("portal:waiting_change", waiting_id=waiting_id)
    held = selectors.waiting_change_abilities(request.user, change)
    context = {
        "change": change,
        "until": services.moment_in_words(change.waits_until, change.shipper),
        "waits": change.state == WaitingState.WAITING,
        "may_stop": bool(LIFECYCLE.open_to(state=change.state, held=held)),
        "objected_at": selectors.objected_at(request.user, change),
    }
    return render(request, "portal/profile/waiting_change.html", context)
