"""Reads of users and roles."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.roles import ROLES


def password_link(user: User) -> str:
    """Make a link by which a user sets a password. Call it by `services.password_link_give`, which records it."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return settings.SITE["url"] + path


def staff_with(permission: str) -> QuerySet[User]:
    """Return the active members of staff whose roles hold a permission, by e-mail address."""
    roles = [role for role, held in ROLES.items() if permission in held]
    return User.objects.filter(is_staff=True, is_active=True, groups__name__in=roles).distinct().order_by("email")
