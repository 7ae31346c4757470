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
    """Make groups and permissions equal to the permission table."""
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
    """Make a member of staff without a password; hand them `password_link_give`. No actor: the command line.

    Raises Invalid for a wrong address or role, Conflict if somebody has that address already.
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
    """Set a person's name, whether they may sign in, and their roles: who holds one is staff, who holds none is not."""
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
    """Forget the second factors of somebody who lost theirs: staff must set one up before anything else.

    Raises Conflict for one's own: those are changed where they are shown first.
    """
    _require_superuser(actor)
    user = _locked(user_id)
    if user.pk == actor.pk:
        raise Conflict(_("Change your own second factors on your account's pages."), code="own_account")
    Authenticator.objects.filter(user=user).delete()
    return user


@transaction.atomic
def password_link_give(*, actor: User | None, user_id: int) -> str:
    """A link by which this person, and whoever else has it, can set a password once, within three days.

    That it was given, and to which administrator, is kept. No actor: the command line.
    """
    _require_superuser(actor)
    user = _locked(user_id)
    access_record(user=user, kind=Access.Kind.PASSWORD_LINK, actor=actor)
    return password_link(user)


def access_record(*, user: User, kind: Access.Kind, actor: User | None = None) -> Access:
    """Keep how somebody got in, or did not, or by whom they were given a way in."""
    return Access.objects.create(user=user, kind=kind, actor=actor)


def name_choose(*, actor: User, name: str) -> None:
    """Let a person be called by this name by everybody who works with them."""
    name = text_required(name, "name", _("Enter your name."))
    actor.name = name
    actor.save(update_fields=["name"])


def language_choose(*, actor: User, language: str) -> None:
    """Let a person read the site, and get their messages, in this language (a code of `settings.LANGUAGES`)."""
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
