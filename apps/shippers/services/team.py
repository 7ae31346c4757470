"""Who is on a seller's team. Invitations go by mail; the token in it is signed, and is nowhere kept."""

from datetime import timedelta

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
from apps.core.errors import Conflict, Invalid, NotFound
from apps.events.services import record
from apps.shippers.models import Invitation, Membership, Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require

INVITATION_DAYS = 14
_SALT = "shippers.invitation"


@transaction.atomic
def invitation_send(*, actor: User, shipper_id: int, email: str, role: str) -> Invitation:
    """Offer somebody a place on the team. A second offer to the same address replaces the first."""
    require(actor, shipper_id, Ability.MANAGE_TEAM)
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    if Membership.objects.filter(shipper_id=shipper_id, user__email__iexact=email).exists():
        raise Conflict(_("This person is on the team already."), code="on_team")
    Invitation.objects.filter(shipper_id=shipper_id, email__iexact=email, accepted_at=None).delete()
    invitation = Invitation.objects.create(
        shipper_id=shipper_id,
        email=email,
        role=role,
        invited_by=actor,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    record("shippers.invited", subject=("invitation", invitation.pk), shipper_id=shipper_id, actor=actor, role=role)
    return invitation


def invitation_mail(*, invitation_id: int) -> None:
    """Mail an invitation that is still open. Raises what the mail server raised: the outbox tries again."""
    invitation = (
        Invitation.objects.select_related("shipper", "invited_by").filter(pk=invitation_id, accepted_at=None).first()
    )
    if invitation is None:
        return
    token = signing.dumps(invitation.pk, salt=_SALT)
    with translation.override(invitation.invited_by.language or settings.LANGUAGE_CODE):
        link = settings.SITE["url"] + reverse("portal:invitation", args=[token])
        EmailMessage(
            subject=_("You are invited to a seller's team on %(site)s") % {"site": settings.SITE["name"]},
            body=render_to_string("shippers/invitation.txt", {"invitation": invitation, "link": link}),
            to=[invitation.email],
        ).send()


def invitation_read(*, token: str) -> Invitation:
    """The open invitation that a token stands for; raises NotFound for a forged, used or expired one."""
    try:
        invitation_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        invitation_id = None
    invitation = (
        Invitation.objects.select_related("shipper", "invited_by")
        .filter(pk=invitation_id, accepted_at=None, expires_at__gt=clock.now())
        .first()
    )
    if invitation is None:
        raise NotFound(_("This invitation is no longer open. Ask for a new one."), code="no_invitation")
    return invitation


@transaction.atomic
def invitation_accept(*, actor: User, token: str) -> Membership:
    """Join the team. The invitation is for the person whose address it was sent to, and for nobody else."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_read(token=token).pk)
    if invitation.accepted_at is not None:
        raise Conflict(_("This invitation was accepted already."), code="accepted")
    if invitation.email.lower() != actor.email.lower():
        raise Invalid(
            _("This invitation was sent to another e-mail address. Sign in with that address to accept it."),
            code="other_address",
        )
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    membership, joined = Membership.objects.get_or_create(
        shipper_id=invitation.shipper_id, user=actor, defaults={"role": invitation.role}
    )
    if joined:
        _record("joined", membership, actor)
    return membership


@transaction.atomic
def member_change(*, actor: User, shipper_id: int, user_id: int, role: str) -> Membership:
    """Give a member of the team another role. One owner always remains."""
    membership = _locked(actor, shipper_id, user_id)
    if role not in Membership.Role:
        raise Invalid(_("Choose one of the roles."), fields={"role": [_("Choose one of the roles.")]})
    if membership.role == Membership.Role.OWNER and role != Membership.Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _record("role_changed", membership, actor)
    return membership


@transaction.atomic
def member_remove(*, actor: User, shipper_id: int, user_id: int) -> None:
    """Take somebody off the team. One owner always remains."""
    membership = _locked(actor, shipper_id, user_id)
    _keep_an_owner(membership)
    _record("left", membership, actor)
    membership.delete()


def _locked(actor: User, shipper_id: int, user_id: int) -> Membership:
    """The membership, under the lock of its shipper, so that two owners can't take each other's place at once."""
    require(actor, shipper_id, Ability.MANAGE_TEAM)
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    membership = Membership.objects.filter(shipper_id=shipper_id, user_id=user_id).first()
    if membership is None:
        raise NotFound(_("This person is not on the team."))
    return membership


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.filter(shipper_id=leaving.shipper_id, role=Membership.Role.OWNER).exclude(pk=leaving.pk)
    if not others.exists():
        raise Conflict(_("A business needs an owner. Make somebody else an owner first."), code="last_owner")


def _record(action: str, membership: Membership, actor: User) -> None:
    record(
        f"shippers.member_{action}",
        subject=("membership", membership.pk),
        shipper_id=membership.shipper_id,
        actor=actor,
        user_id=membership.user_id,
        role=membership.role,
    )
