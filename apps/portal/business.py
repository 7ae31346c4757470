"""The frame of every page of one business: whose it is, what one may do there, and the way to its other pages."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import NotAllowed, NotFound
from apps.core.lazy import Promise
from apps.ledger.selectors import parties_unlisted
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import ABILITIES, Ability
from apps.shippers.selectors import memberships_of

# Each names its page: the URL takes the shipper's id.
TABS: dict[str, Promise] = {
    "portal:shipper": _lazy("Overview"),
    "portal:shipments": _lazy("Shipments"),
    "portal:violations": _lazy("Violations"),
    "portal:uploads": _lazy("Uploads"),
    "portal:questions": _lazy("Questions"),
    "portal:profile": _lazy("Profile"),
    "portal:team": _lazy("Team"),
}


@dataclass(frozen=True, slots=True)
class Business:
    """One of the user's businesses. `others` are those on whose teams the user is too."""

    shipper: Shipper
    membership: Membership
    others: list[Shipper]

    @property
    def abilities(self) -> frozenset[str]:
        return ABILITIES[self.membership.role]

    @property
    def tabs(self) -> dict[str, Promise]:
        return TABS

    @property
    def strangers(self) -> bool:
        """Whether somebody ships under its number whom it did not list, and of whom it has said nothing yet."""
        # pyrefly: ignore[missing-attribute] (annotated by `_memberships`)
        return self.membership.strangers

    def require(self, ability: Ability) -> None:
        """Raise NotAllowed unless the user's role on the team goes so far."""
        if ability not in self.abilities:
            raise NotAllowed(_("Your role on the team does not allow this. Ask an owner."), code="wrong_role")


def business_for(user: User, shipper_id: int) -> Business:
    """One of the user's own businesses with its standing, by one query; raises NotFound for any other."""
    memberships = _memberships(user)
    own = next((membership for membership in memberships if membership.shipper_id == shipper_id), None)
    if own is None:
        raise NotFound(_("There is no such business on your list."))
    return _business(own, memberships)


def business_first(user: User) -> Business | None:
    """The business whose team the user joined first; None for those on no team."""
    memberships = _memberships(user)
    return _business(memberships[0], memberships) if memberships else None


def _memberships(user: User) -> list[Membership]:
    strangers = parties_unlisted(OuterRef("shipper_id"))
    return list(memberships_of(user).select_related("shipper__standing").annotate(strangers=Exists(strangers)))


def _business(own: Membership, memberships: list[Membership]) -> Business:
    return Business(own.shipper, own, [other.shipper for other in memberships if other is not own])
