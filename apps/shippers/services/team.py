"""The team of a seller. Invitations go by mail with a signed token, which is not stored."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.rows import row_get
from apps.events.services import record
from apps.shippers.models import Invitation, Membership, Shipper, WaitingChange
from apps.shippers.roles import Ability, waits
from apps.shippers.selectors import not_ended, require, wait_hours
from apps.shippers.services.invitation_mails import invitation_mail_record
from apps.shippers.services.waiting_changes import member_event_record, role_change_wait
from apps.work.selectors import items_of_holder

INVITATION_DAYS = 14
RESENT_AFTER = timedelta(hours=1)
# The roles of people of the business itself. Agents join by an invitation that names their firm.
OWN_ROLES = [role for role in Membership.Role if role != Membership.Role.AGENT]
_SALT = "shippers.invitation"


@transaction.atomic
def invitation_send(
    *,
    actor: User,
    shipper_id: int,
    email: str,
    role: str,
    organisation: str = "",
    until: date | None = None,
    drafted_name: str = "",
) -> Invitation:
    """Invite a person to the team. A second invitation to the same address replaces the first.

    An agent works for another firm, `organisation`, and acts for the business up to the day `until`. `drafted_name` is
    the name of a business that is not in its record yet, as typed in its draft. Raises Invalid for an agent without a
    firm or a last day, Conflict for a person who is on the team and for one mail too many (`invitation_mails`).
    """
    require(actor, shipper_id, Ability.MANAGE_TEAM)
    place = _place(role, organisation, until)
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    if Membership.objects.filter(not_ended(), shipper_id=shipper_id, user__email=email).exists():
        raise Conflict(_("This person is on the team already."), code="on_team")
    Invitation.objects.filter(shipper_id=shipper_id, email=email, accepted_at=None).delete()
    invitation = Invitation(shipper_id=shipper_id, email=email, invited_by=actor, drafted_name=drafted_name, **place)
    return _invitation_open(invitation, actor)


@transaction.atomic
def invitation_resend(*, actor: User, shipper_id: int, invitation_id: int) -> Invitation:
    """Mail an open invitation again, with the full time to accept it.

    Raises Conflict within an hour of the last mail and for one mail too many, so that nobody's mailbox is filled;
    Invalid for an agent whose last day has passed.
    """
    invitation = _invitation_lock(actor, shipper_id, invitation_id)
    _place(invitation.role, invitation.organisation, invitation.until)
    sent_at = invitation.expires_at - timedelta(days=INVITATION_DAYS)
    if clock.now() < sent_at + RESENT_AFTER:
        raise Conflict(_("It was sent less than an hour ago. Wait, and ask them to look into their spam."), code="sent")
    return _invitation_open(invitation, actor)


@transaction.atomic
def invitation_withdraw(*, actor: User, shipper_id: int, invitation_id: int) -> None:
    """Withdraw an open invitation, so that the link in its mail no longer works."""
    invitation = _invitation_lock(actor, shipper_id, invitation_id)
    record(
        "shippers.invitation_withdrawn",
        subject=("invitation", invitation.pk),
        shipper_id=shipper_id,
        actor=actor,
        role=invitation.role,
    )
    invitation.delete()


def invitation_mail(*, invitation_id: int) -> None:
    """Mail an open invitation in the language of the invited person, or else of the inviting one.

    Raises the errors of the mail server, so that the outbox tries again.
    """
    invitation = (
        Invitation.objects.select_related("shipper", "invited_by").filter(pk=invitation_id, accepted_at=None).first()
    )
    if invitation is None:
        return
    token = signing.dumps(invitation.pk, salt=_SALT)
    invited = User.objects.filter(email=invitation.email).first()
    reader = invited if invited and invited.language else invitation.invited_by
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        context = {
            "inviter": invitation.invited_by,
            "business": invitation.business_name,
            "role": invitation.get_role_display(),
            "expires_at": invitation.expires_at,
            "link": settings.SITE["url"] + reverse("portal:invitation", args=[token]),
        }
        EmailMessage(
            subject=_("You are invited to a seller's team on %(site)s") % {"site": settings.SITE["name"]},
            body=render_to_string("shippers/invitation.txt", context),
            to=[invitation.email],
        ).send()


def invitation_read(*, token: str) -> Invitation:
    """Return the open invitation of a token; raise NotFound for a forged, used or expired token."""
    try:
        invitation_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        invitation_id = None
    return row_get(
        Invitation.objects.select_related("shipper", "invited_by").filter(
            not_ended(), pk=invitation_id, accepted_at=None, expires_at__gt=clock.now()
        ),
        _("This invitation is no longer open. Ask for a new one."),
        code="no_invitation",
    )


@transaction.atomic
def invitation_accept(*, actor: User, token: str) -> Membership:
    """Join the team by an invitation. Only the user with the invited e-mail address can accept it.

    A person who may sign for a member of the program reads at first, and signs after the wait.
    Raises Conflict for a member of staff who holds work about the business.
    """
    invitation_id = invitation_read(token=token).pk
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("shipper", "invited_by")
    invitation = invitation.filter(pk=invitation_id).first()
    if invitation is None:  # replaced or withdrawn meanwhile
        raise Conflict(_("This invitation is no longer open. Ask for a new one."), code="no_invitation")
    if invitation.accepted_at is not None:
        raise Conflict(_("This invitation was accepted already."), code="accepted")
    if invitation.email != actor.email:
        raise InvalidInput(
            _("This invitation was sent to another e-mail address. Sign in with that address to accept it."),
            code="other_address",
        )
    if items_of_holder(actor).filter(shipper_id=invitation.shipper_id).exists():
        raise Conflict(_("You hold work about this business. Release it first."), code="holds_work")
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    place = {name: getattr(invitation, name) for name in ("role", "organisation", "until")}
    signs = waits(invitation.shipper, "", invitation.role) and bool(wait_hours())
    if signs:
        place["role"] = Membership.Role.VIEWER
    keys = {"shipper_id": invitation.shipper_id, "user": actor}
    membership, joined = Membership.objects.get_or_create(**keys, defaults=place)
    if not joined and membership.is_over:
        joined, _rows = True, Membership.objects.filter(**keys).update(**place, since=clock.now())
        membership.refresh_from_db()
    if joined:
        member_event_record("joined", membership, actor)
    if joined and signs:
        role_change_wait(actor=invitation.invited_by, membership=membership, role=invitation.role)
    return membership


@transaction.atomic
def member_change(*, actor: User, shipper_id: int, user_id: int, role: str) -> Membership | WaitingChange:
    """Give a member of the team another role. One owner always remains; agents keep their role.

    A change by which somebody may sign, or an owner no longer is one, waits and is returned. The caller has asked for
    the second factor.
    """
    membership = _membership_lock(actor, shipper_id, user_id)
    if role not in OWN_ROLES:
        raise InvalidInput(_("Choose one of the roles."), fields={"role": [_("Choose one of the roles.")]})
    if membership.role == Membership.Role.AGENT:
        raise Conflict(_("An agent has no other role. Remove the agent, then invite the person again."), code="agent")
    if membership.role == Membership.Role.OWNER and role != Membership.Role.OWNER:
        _require_owner_left(membership)
    if waits(membership.shipper, membership.role, role) and (
        change := role_change_wait(actor=actor, membership=membership, role=role)
    ):
        return change
    membership.role = role
    membership.save(update_fields=["role"])
    member_event_record("role_changed", membership, actor)
    return membership


@transaction.atomic
def delegation_last_day_set(*, actor: User, shipper_id: int, user_id: int, until: date) -> Membership:
    """Change the last day on which an agent may act, to today or a later day."""
    membership = _membership_lock(actor, shipper_id, user_id)
    if membership.role != Membership.Role.AGENT:
        raise Conflict(_("Only agents have a last day. Choose an agent."), code="no_agent")
    membership.until = _place(membership.role, membership.organisation, until)["until"]
    membership.save(update_fields=["until"])
    member_event_record("delegation_changed", membership, actor, until=until.isoformat())
    return membership


@transaction.atomic
def member_remove(*, actor: User, shipper_id: int, user_id: int) -> WaitingChange | None:
    """Remove a member from the team. One owner always remains.

    The removal of an owner waits, and is returned. Anybody else can act for the business no longer at once.
    """
    membership = _membership_lock(actor, shipper_id, user_id)
    _require_owner_left(membership)
    if waits(membership.shipper, membership.role, "") and (
        change := role_change_wait(actor=actor, membership=membership, role="")
    ):
        return change
    member_event_record("left", membership, actor)
    membership.delete()
    return None


def _place(role: str, organisation: str, until: date | None) -> dict[str, Any]:
    """Return the columns of a place on the team. Raises Invalid for an agent without a firm or a future last day."""
    if role != Membership.Role.AGENT:
        return {"role": role, "organisation": "", "until": None}
    fields = {}
    if not organisation.strip():
        fields["organisation"] = [_("Name the firm that the agent works for.")]
    if until is None or until < clock.today():
        fields["until"] = [_("Choose the last day on which the agent may act for you: today or later.")]
    if fields:
        raise InvalidInput(_("An agent works for another firm, until a day that you choose."), fields=fields)
    return {"role": role, "organisation": organisation.strip(), "until": until}


def _invitation_open(invitation: Invitation, actor: User) -> Invitation:
    """Save the invitation with a new time to accept it, and record the event that mails it.

    Raises Conflict where the mail would be one too many.
    """
    invitation_mail_record(sender=actor, shipper_id=invitation.shipper_id, email=invitation.email)
    invitation.expires_at = clock.now() + timedelta(days=INVITATION_DAYS)
    invitation.save()
    record(
        "shippers.invited",
        subject=("invitation", invitation.pk),
        shipper_id=invitation.shipper_id,
        actor=actor,
        role=invitation.role,
    )
    return invitation


def _invitation_lock(actor: User, shipper_id: int, invitation_id: int) -> Invitation:
    """Return an open invitation, and lock it and its shipper, so that the mails of a team are counted in turn."""
    require(actor, shipper_id, Ability.MANAGE_TEAM)
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    open_now = Invitation.objects.select_for_update().filter(shipper_id=shipper_id, accepted_at=None)
    return row_get(open_now, _("This invitation is no longer open."), code="no_invitation", pk=invitation_id)


def _membership_lock(actor: User, shipper_id: int, user_id: int) -> Membership:
    """Return a membership and lock its shipper, so that two owners can't remove each other at the same time."""
    require(actor, shipper_id, Ability.MANAGE_TEAM)
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    return row_get(Membership.objects, _("This person is not on the team."), shipper_id=shipper_id, user_id=user_id)


def _require_owner_left(leaving: Membership) -> None:
    others = Membership.objects.filter(shipper_id=leaving.shipper_id, role=Membership.Role.OWNER).exclude(pk=leaving.pk)
    if not others.exists():
        raise Conflict(_("A business needs an owner. Make somebody else an owner first."), code="last_owner")
