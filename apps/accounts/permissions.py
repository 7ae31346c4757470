"""The permissions of members of staff. Services check them with `require`, templates and the admin with `held`."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.roles import READING
from apps.core.errors import NotAllowed


def held(user: User | None) -> frozenset[str]:
    """Return the permission codes of a user; none for anonymous users, sellers and inactive users.

    A page asks dozens of times, so the user object caches the codes. Each request reads its user anew, so a change of
    roles counts from the next request on.
    """
    return user.permission_codes if isinstance(user, User) else frozenset()


def may_act(user: User | None) -> bool:
    """Tell whether a user may do more than read and take copies."""
    return bool(held(user) - READING)


def require(user: User | None, code: str) -> None:
    """Raise NotAllowed unless the user holds a permission."""
    if code not in held(user):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
