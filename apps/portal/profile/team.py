"""The team of a business: its members and what each may do, its invitations, its events, and joining it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.requests import UserRequest
from apps.accounts.second_factor import factor_ask, factor_use
from apps.applications.selectors import drafted_name_of, signature_request_for
from apps.core.days_text import day_here
from apps.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from apps.core.lazy import Promise
from apps.events.kinds import MEMBER_WORDS
from apps.events.models import Event
from apps.events.selectors import events_of_shipper
from apps.portal.access import TeamBusiness, business_for, for_sellers
from apps.portal.dashboard.news import EVENT_NEWS
from apps.portal.forms import form_submit
from apps.portal.profile.forms import AgentForm, InvitationForm, UntilForm
from apps.shippers import selectors, services
from apps.shippers.models import Invitation, Membership, WaitingChange
from apps.shippers.roles import ABILITIES, WORDS, Ability, is_guarded

# The texts of the events that people of a team cause.
EVENT_TEXTS = {**MEMBER_WORDS, **EVENT_NEWS}
MAX_EVENTS = 100


@dataclass(frozen=True, slots=True)
class TeamEvents:
    """Events of one kind by one person on one day: the last of them, and how many they are."""

    event: Event
    words: Promise
    count: int


@for_sellers
@require_http_methods(["GET", "POST"])
def team(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the team with its invitations and latest events; a POST invites a person or an agent."""
    business = business_for(request.user, shipper_id)
    data = request.POST if request.method == "POST" else None
    delegates = data is not None and "agent" in data
    invite, agent = InvitationForm(None if delegates else data), AgentForm(data if delegates else None)
    form = agent if delegates else invite
    signs = not delegates and data is not None and is_guarded(business.shipper, data.get("role", ""))
    if signs and Ability.MANAGE_TEAM in business.abilities and (asked := factor_ask(request)):
        return asked
    if form.is_bound and form_submit(
        form,
        lambda: services.invitation_send(
            actor=request.user, shipper_id=shipper_id, drafted_name=drafted_name_of(shipper_id), **form.place
        ),
    ):
        if signs:
            factor_use(request)
        messages.success(request, _("The invitation was sent."))
        return redirect("portal:team", shipper_id=shipper_id)
    context = {**_page(business), "invite": invite, "agent": agent}
    return render(request, "portal/profile/team.html", context, status=422 if form.errors else 200)


@for_sellers
@require_POST
def member(request: UserRequest, shipper_id: int, user_id: int) -> HttpResponse:
    """Change the role of a member or the last day of an agent, or remove either from the team."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.MANAGE_TEAM)
    place = selectors.team_of(shipper_id).filter(user=user_id).first()
    wanted = request.POST.get("role", "")
    signs = place is not None and "until" not in request.POST and is_guarded(business.shipper, place.role, wanted)
    if signs and (asked := factor_ask(request)):
        return asked
    keys = {"actor": request.user, "shipper_id": shipper_id, "user_id": user_id}
    waiting = None
    try:
        if "remove" in request.POST:
            waiting = services.member_remove(**keys)
        elif "until" in request.POST:
            form = UntilForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("Choose the last day on which the agent may act for you: today or later."))
                return redirect("portal:team", shipper_id=shipper_id)
            services.delegation_last_day_set(**keys, until=form.cleaned_data["until"])
        else:
            waiting = services.member_change(**keys, role=wanted)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, _refusal_text(refusal))
        return redirect("portal:team", shipper_id=shipper_id)
    if signs:
        factor_use(request)
    if isinstance(waiting, WaitingChange):
        messages.success(request, _("The change was asked for and waits. Every owner was told and can stop it."))
        return redirect("portal:waiting_change", waiting_id=waiting.pk)
    messages.success(request, _("The team was changed."))
    if user_id == request.user.pk and "remove" in request.POST:
        return redirect("portal:home")
    return redirect("portal:team", shipper_id=shipper_id)


@for_sellers
@require_POST
def invitation_change(request: UserRequest, shipper_id: int, invitation_id: int) -> HttpResponse:
    """Mail an invitation again, or withdraw the invitation."""
    keys = {"actor": request.user, "shipper_id": shipper_id, "invitation_id": invitation_id}
    if "withdraw" in request.POST:
        services.invitation_withdraw(**keys)
        messages.success(request, _("The invitation was withdrawn."))
        return redirect("portal:team", shipper_id=shipper_id)
    try:
        services.invitation_resend(**keys)
    except (Conflict, InvalidInput) as refusal:
        messages.error(request, _refusal_text(refusal))
    else:
        messages.success(request, _("The invitation was sent."))
    return redirect("portal:team", shipper_id=shipper_id)


@require_http_methods(["GET", "POST"])
def invitation(request: UserRequest, token: str) -> HttpResponse:
    """Show an invitation, also to a person without an account, who comes back here after signing up; a POST accepts it.

    Only a POST accepts, so that the preview of a link does not.
    """
    try:
        invitation = services.invitation_read(token=token)
    except NotFound as refusal:
        return render(request, "portal/profile/no_invitation.html", {"refusal": refusal}, status=404)
    if request.method == "POST":
        return _join(request, token=token, invitation=invitation)
    context = {
        "invitation": invitation,
        "for_them": request.user.is_authenticated and request.user.email == invitation.email,
        "may": [WORDS[ability] for ability in Ability if ability in ABILITIES[invitation.role]],
    }
    return render(request, "portal/profile/invitation.html", context)


@login_required
@require_http_methods(["GET"])
def businesses(request: UserRequest) -> HttpResponse:
    """List the businesses on whose teams the user is, as an agent needs it."""
    return render(request, "portal/profile/businesses.html", {"places": selectors.memberships_of(request.user)})


@login_required
def _join(request: UserRequest, *, token: str, invitation: Invitation) -> HttpResponse:
    try:
        place = services.invitation_accept(actor=request.user, token=token)
    except NotFound as error:
        raise Http404(error.message) from error
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("portal:invitation", token=token)
    if place.role == invitation.role:
        messages.success(request, _("You are on the team now."))
    else:
        messages.success(
            request,
            _(
                "You are on the team now and can read everything. You can sign after a wait, if no owner stops it: "
                "the team's page says when."
            ),
        )
    if signature_request := signature_request_for(invitation.pk):
        return redirect("portal:apply_review", application_id=signature_request.application_id)
    return redirect("portal:shipper", shipper_id=invitation.shipper_id)


def _page(business: TeamBusiness) -> dict[str, Any]:
    shipper_id = business.shipper.pk
    return {
        "business": business,
        "members": [
            (member, UntilForm(until=member.until, number=member.pk) if member.until else None)
            for member in selectors.team_of(shipper_id)
        ],
        "invitations": selectors.invitations_open(shipper_id),
        "waiting": [
            (change, services.moment_in_words(change.waits_until, business.shipper))
            for change in selectors.waiting_changes_of(shipper_id)
        ],
        "manages": Ability.MANAGE_TEAM in business.abilities,
        "roles": [(role, role.label) for role in services.OWN_ROLES],
        "abilities": [WORDS[ability] for ability in Ability],
        "may": [(role.label, [ability in ABILITIES[role] for ability in Ability]) for role in Membership.Role],
        "events": _events_of(shipper_id),
    }


def _events_of(shipper_id: int) -> list[TeamEvents]:
    """Return the latest events that people of the team caused; equal ones of one person and day in a row are one."""
    events = events_of_shipper(shipper_id).filter(kind__in=EVENT_TEXTS, actor__is_staff=False)[:MAX_EVENTS]
    alike = groupby(events, key=lambda event: (event.kind, event.actor_id, day_here(event.at)))
    return [_events_text(list(same)) for _key, same in alike]


def _events_text(same: list[Event]) -> TeamEvents:
    return TeamEvents(same[0], EVENT_TEXTS[same[0].kind], len(same))


def _refusal_text(refusal: DomainError) -> str:
    """Return the message of a refusal in one sentence: of its first field, or of the whole."""
    return next((text for texts in refusal.fields.values() for text in texts), str(refusal.message))
