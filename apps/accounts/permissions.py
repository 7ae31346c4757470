"""The permissions of members of staff. Services check them with `require`, templates and the admin with `held`."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.roles import PERMISSIONS, READING
from apps.core.errors import NotAllowed

# The attribute of a user object that caches the permission codes of its roles.
_KEPT = "_codes_of_roles"


def held(user: User | None) -> frozenset[str]:
    """Return the permission codes of a user's roles; none for anonymous users, sellers and inactive users.

    A page asks dozens of times, so the user object caches the codes, as Django caches the permissions of its groups.
    Each request reads its user anew, so a change of roles counts from the next request on.
    """
    if user is None or not user.is_active or not user.is_staff:
        return frozenset()
    kept: frozenset[str] | None = getattr(user, _KEPT, None)
    if kept is None:
        given = user.get_group_permissions()
        kept = frozenset(code.removeprefix("accounts.") for code in given) & PERMISSIONS.keys()
        setattr(user, _KEPT, kept)
    return kept


def may_act(user: User | None) -> bool:
    """Tell whether a user may do more than read and take copies."""
    return bool(held(user) - READING)


def require(user: User | None, code: str) -> None:
    """Raise NotAllowed unless the user holds a permission."""
    if code not in held(user):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
