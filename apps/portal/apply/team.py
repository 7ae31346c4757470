"""A seller's team: who is on it, who is invited, and joining it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import Conflict, DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.portal.access import for_sellers
from apps.portal.apply.forms import InvitationForm
from apps.shippers import selectors, services
from apps.shippers.models import Membership
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, shipper_id: int) -> HttpResponse:
    shipper = selectors.shipper_for(request.user, shipper_id)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.invitation_send(actor=request.user, shipper_id=shipper.pk, **form.cleaned_data)
        except Conflict as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The invitation was sent."))
            return redirect("portal:team", shipper_id=shipper.pk)
    context = {
        "shipper": shipper,
        "members": selectors.team_of(shipper.pk),
        "invitations": selectors.invitations_open(shipper.pk),
        "manages": Ability.MANAGE_TEAM in selectors.abilities_of(request.user, shipper.pk),
        "roles": Membership.Role.choices,
        "form": form,
    }
    return render(request, "portal/apply/team.html", context, status=422 if form.errors else 200)


@for_sellers
@require_POST
def member(request: HttpRequest, shipper_id: int, user_id: int) -> HttpResponse:
    """Change a member's role, or take them off the team."""
    keys = {"actor": request.user, "shipper_id": shipper_id, "user_id": user_id}
    try:
        if "remove" in request.POST:
            services.member_remove(**keys)
        else:
            services.member_change(**keys, role=request.POST.get("role", ""))
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The team was changed."))
    if user_id == request.user.pk and "remove" in request.POST:
        return redirect("portal:home")
    return redirect("portal:team", shipper_id=shipper_id)


@for_sellers
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to; joining takes a press of the button, so that no link preview joins for anybody."""
    shown = services.invitation_read(token=token)
    if request.method == "POST":
        try:
            services.invitation_accept(actor=request.user, token=token)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("You are on the team now."))
            return redirect("portal:home")
    return render(request, "portal/apply/invitation.html", {"invitation": shown})
