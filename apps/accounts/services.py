"""Writes of users, roles, factors and sign-ins."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Access, StaffPermission, User
from apps.accounts.roles import PERMISSIONS, ROLES
from apps.accounts.selectors import password_link
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.core.text import text_required


@transaction.atomic
def roles_sync() -> None:
    """Make the groups and permissions of Django equal to the table of `roles.py`."""
    content_type = ContentType.objects.get_for_model(StaffPermission)
    Permission.objects.bulk_create(
        [Permission(content_type=content_type, codename=code, name=label) for code, label in PERMISSIONS.items()],
        update_conflicts=True,
        unique_fields=["content_type", "codename"],
        update_fields=["name"],
    )
    permissions = {p.codename: p for p in Permission.objects.filter(content_type=content_type)}
    for role, codes in ROLES.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([permissions[code] for code in codes])


@transaction.atomic
def staff_create(*, actor: User | None, email: str, name: str = "", roles: Iterable[str]) -> User:
    """Make a member of staff without a password; `password_link_give` makes the link by which they set one.

    Without an actor, the command line calls. Raises Invalid for a wrong address or role, Conflict for one that is
    taken.
    """
    _require_superuser(actor)
    groups = _groups(roles)
    if not groups:
        raise Invalid(_("Choose at least one role."), fields={"roles": [_("Choose at least one role.")]})
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(error.messages[0], fields={"email": error.messages}) from None
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(_("Somebody has this e-mail address already."), code="email_taken")
    user = User.objects.create_user(email, name=name, is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.set(groups)
    return user


@transaction.atomic
def user_update(*, actor: User, user_id: int, name: str, is_active: bool, roles: Iterable[str]) -> User:
    """Set a person's name, whether they may sign in, and their roles. A person with a role is a member of staff."""
    _require_superuser(actor)
    user = _locked(user_id)
    if user.pk == actor.pk and not is_active:
        raise Conflict(_("You can't lock yourself out."), code="own_account")
    groups = _groups(roles)
    user.name, user.is_active, user.is_staff = name, is_active, bool(groups) or user.is_superuser
    user.save(update_fields=["name", "is_active", "is_staff"])
    user.groups.set(groups)
    return user


@transaction.atomic
def user_mfa_reset(*, actor: User, user_id: int) -> User:
    """Remove the second factors of a person who lost them. Members of staff must then set up a new one.

    Raises Conflict for the actor's own factors: their account's pages ask for the factor before it is changed.
    """
    _require_superuser(actor)
    user = _locked(user_id)
    if user.pk == actor.pk:
        raise Conflict(_("Change your own second factors on your account's pages."), code="own_account")
    Authenticator.objects.filter(user=user).delete()
    return user


@transaction.atomic
def password_link_give(*, actor: User | None, user_id: int) -> str:
    """Return a link by which anybody who has it can set a person's password once, within three days.

    The administrator who got the link is recorded. Without an actor, the command line calls.
    """
    _require_superuser(actor)
    user = _locked(user_id)
    access_record(user=user, kind=Access.Kind.PASSWORD_LINK, actor=actor)
    return password_link(user)


def access_record(*, user: User, kind: Access.Kind, actor: User | None = None) -> Access:
    """Record a sign-in, a refused one, a new password, or a password link that `actor` was shown."""
    return Access.objects.create(user=user, kind=kind, actor=actor)


def name_choose(*, actor: User, name: str) -> None:
    """Set the name under which other people see a person; raise Invalid without a name."""
    name = text_required(name, "name", _("Enter your name."))
    actor.name = name
    actor.save(update_fields=["name"])


def language_choose(*, actor: User, language: str) -> None:
    """Set the language, a code of `settings.LANGUAGES`, in which a person reads the site and gets messages."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("The site is not written in this language."), code="unknown_language")
    actor.language = language
    actor.save(update_fields=["language"])


def _require_superuser(actor: User | None) -> None:
    if actor is not None and not (actor.is_active and actor.is_superuser):
        raise NotAllowed(_("Only an administrator may do this."), code="wrong_role")


def _groups(roles: Iterable[str]) -> list[Group]:
    wanted = set(roles)
    if unknown := wanted - ROLES.keys():
        raise Invalid(
            _("There is no role called %(role)s. Choose from: %(roles)s.")
            % {"role": ", ".join(sorted(unknown)), "roles": ", ".join(ROLES)},
            code="unknown_role",
        )
    return list(Group.objects.filter(name__in=wanted))


def _locked(user_id: int) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such person."))
    return user
