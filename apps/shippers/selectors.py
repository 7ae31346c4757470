"""Shippers as one may see them: a member of the team sees theirs, and nobody else learns that it exists."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import NotAllowed, NotFound
from apps.shippers.models import Invitation, Membership, Shipper
from apps.shippers.roles import ABILITIES, Ability


def shippers_of(user: User) -> QuerySet[Shipper]:
    """The shippers on whose team the user is, the first joined first."""
    return Shipper.objects.filter(team__user=user).order_by("team__since", "pk")


def shipper_for(user: User, shipper_id: int) -> Shipper:
    """One of the user's own shippers; raises NotFound for any other."""
    shipper = shippers_of(user).filter(pk=shipper_id).first()
    if shipper is None:
        raise NotFound(_("There is no such business on your list."))
    return shipper


def memberships_of(user: User) -> list[Membership]:
    """The user's places on teams with their shippers, the first joined first: all that a page asks of them, at once."""
    return list(Membership.objects.filter(user=user).select_related("shipper").order_by("since", "shipper_id"))


def abilities_of(user: User, shipper_id: int) -> frozenset[str]:
    """What the user may do for that shipper; nothing for those not on its team."""
    role = Membership.objects.filter(user=user, shipper_id=shipper_id).values_list("role", flat=True).first()
    return ABILITIES.get(role, frozenset())


def require(user: User, shipper_id: int, ability: Ability) -> None:
    """Raise NotFound for those not on the team, NotAllowed for those on it whose role does not go so far."""
    abilities = abilities_of(user, shipper_id)
    if not abilities:
        raise NotFound(_("There is no such business on your list."))
    if ability not in abilities:
        raise NotAllowed(_("Your role on the team does not allow this. Ask an owner."), code="wrong_role")


def team_of(shipper_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(shipper_id=shipper_id).select_related("user").order_by("since", "pk")


def people_of(shipper_id: int) -> QuerySet[User]:
    """Everybody on the team who can still sign in: those whom a notice about the shipper goes to."""
    return User.objects.filter(memberships__shipper_id=shipper_id, is_active=True).order_by("pk")


def invitations_open(shipper_id: int) -> QuerySet[Invitation]:
    """Places on the team that were offered and not yet taken, expired ones included."""
    return Invitation.objects.filter(shipper_id=shipper_id, accepted_at=None).order_by("-pk")
