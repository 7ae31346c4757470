"""What a member of staff may do. Services check with `require`, templates and the admin with `held`."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.roles import PERMISSIONS, READING
from apps.core.errors import NotAllowed


def held(user: User | None) -> frozenset[str]:
    """The permission codes that a user's roles give; none for the anonymous, sellers and the inactive."""
    if user is None or not user.is_active or not user.is_staff:
        return frozenset()
    return frozenset(code.removeprefix("accounts.") for code in user.get_group_permissions()) & PERMISSIONS.keys()


def may_act(user: User | None) -> bool:
    """Whether a user may do anything but read."""
    return bool(held(user) - READING)


def require(user: User | None, code: str) -> None:
    """Raise NotAllowed unless the user holds that permission."""
    if code not in held(user):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
