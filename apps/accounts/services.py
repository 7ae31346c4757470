"""Writes of users, roles, factors and sign-ins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import Access, SentForm, Session, StaffPermission, User
from apps.accounts.roles import ADMINISTER, PERMISSIONS, ROLES
from apps.accounts.selectors import is_address_taken
from apps.accounts.signals import name_changed
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.mail_addresses import mail_address_check
from apps.core.rows import row_get
from apps.core.text import text_required

TAKEN = _lazy("Somebody has this e-mail address already.")
# For how long a form that is sent again is known. A page that was drawn a day ago is drawn anew before it is sent.
FORMS_KEPT = timedelta(days=1)


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
def person_sign_up(*, email: str, password: str, language: str) -> User:
    """Make the account of a person who has proved a mailbox; `password` is a digest, as the hashers of Django make it.

    Raises Conflict for an address that somebody has by now.
    """
    if is_address_taken(email):
        raise Conflict(TAKEN, code="email_taken")
    user = User.objects.create(email=email, password=password, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@dataclass(frozen=True, slots=True)
class ActingPair:
    """The two people behind a change of what an account may do: who asked for the change, and who confirmed it."""

    asked: User
    confirmed: User


@transaction.atomic
def staff_create(*, email: str, name: str = "", roles: Iterable[str], by: ActingPair | None = None) -> User:
    """Make a member of staff without a password.

    The caller has checked that two people agree (`apps.staff`); `by` is None on the command line alone, here and
    below. Raises Invalid for a wrong address or role, Conflict for an address that is taken.
    """
    groups = staff_check(email=email, roles=roles)
    user = User.objects.create_user(email, name=name, is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.set(groups)
    _change_record(user, by)
    return user


def staff_check(*, email: str, roles: Iterable[str]) -> list[Group]:
    """Return the groups of the roles of a new member of staff; raise Invalid or Conflict as `staff_create` does."""
    groups = groups_of(roles)
    if not groups:
        raise InvalidInput(_("Choose at least one role."), fields={"roles": [_("Choose at least one role.")]})
    try:
        mail_address_check(email)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], fields={"email": error.messages}) from None
    if is_address_taken(email):
        raise Conflict(TAKEN, code="email_taken")
    return groups


@transaction.atomic
def roles_give(*, user_id: int, roles: Iterable[str], by: ActingPair) -> User:
    """Set the roles of a person. A person with a role is a member of staff."""
    user, groups = user_locked(user_id), groups_of(roles)
    user.is_staff = bool(groups) or user.is_superuser
    user.save(update_fields=["is_staff"])
    user.groups.set(groups)
    _change_record(user, by)
    return user


@transaction.atomic
def roles_suspend(*, user_id: int, roles: Iterable[str], by: User) -> User:
    """Take roles from a person until a second person decides. Who can do nothing any more waits for nobody."""
    user = user_locked(user_id)
    user.groups.remove(*groups_of(roles))
    access_record(user=user, kind=Access.Kind.SUSPENDED, actor=by)
    return user


@transaction.atomic
def roles_restore(*, user_id: int, roles: Iterable[str], by: User) -> User:
    """Give a person the roles back that were suspended, which two people had agreed on before."""
    user = user_locked(user_id)
    user.groups.add(*groups_of(roles))
    access_record(user=user, kind=Access.Kind.RESTORED, actor=by)
    return user


@transaction.atomic
def factors_remove(*, user_id: int, by: ActingPair | None) -> User:
    """Remove the second factors of a person who lost them. Members of staff must then set up a new one."""
    user = user_locked(user_id)
    Authenticator.objects.filter(user=user).delete()
    _change_record(user, by)
    return user


@transaction.atomic
def user_unlock(*, user_id: int, by: ActingPair) -> User:
    """Let a person sign in again whose account was locked."""
    user = user_locked(user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _change_record(user, by)
    return user


@transaction.atomic
def user_update(*, actor: User, user_id: int, name: str, locked: bool) -> User:
    """Set a person's name, and lock the account if `locked`. One administrator may lock, and nobody unlocks alone."""
    if ADMINISTER not in actor.permission_codes:
        raise NotAllowed(_("Only an administrator may do this."), code="wrong_role")
    user = user_locked(user_id)
    if user.pk == actor.pk and locked:
        raise Conflict(_("You can't lock yourself out."), code="own_account")
    is_renamed, user.name = name != user.name, name
    if locked and user.is_active:
        user.is_active = False
        sessions_end(user=user)
        access_record(user=user, kind=Access.Kind.LOCKED, actor=actor)
    user.save(update_fields=["name", "is_active"])
    if is_renamed:
        name_changed.send(User, user=user)
    return user


def access_record(*, user: User, kind: Access.Kind, actor: User | None = None) -> Access:
    """Record what happened to an account; `actor` is another person who had a part in it."""
    return Access.objects.create(user=user, kind=kind, actor=actor)


@transaction.atomic
def name_choose(*, actor: User, name: str) -> None:
    """Set the name under which other people see a person; raise Invalid without a name."""
    name = text_required(name, "name", _("Enter your name."))
    if name != actor.name:
        actor.name = name
        actor.save(update_fields=["name"])
        name_changed.send(User, user=actor)


@transaction.atomic
def address_replace(*, user_id: int, email: str) -> bool:
    """Make a proved address the one by which a person signs in; return False if somebody else has the address now."""
    user = user_locked(user_id)
    if is_address_taken(email, by_other_than=user.pk):
        return False
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return True


def language_choose(*, actor: User, language: str) -> None:
    """Set the language, a code of `settings.LANGUAGES`, in which a person reads the site and gets messages."""
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("The site is not written in this language."), code="unknown_language")
    actor.language = language
    actor.save(update_fields=["language"])


def session_end(*, user: User, digest: str) -> None:
    """Sign a person out of a session of theirs."""
    Session.objects.filter(user=user, session_key=digest).delete()


def sessions_end(*, user: User, except_for: str = "") -> int:
    """Sign a person out of all their sessions, or all but one, by its digest; return how many they were."""
    return Session.objects.filter(user=user).exclude(session_key=except_for).delete()[0]


def groups_of(roles: Iterable[str]) -> list[Group]:
    """Return the groups of roles; raise Invalid for a role that the table does not have."""
    wanted = set(roles)
    if unknown := wanted - ROLES.keys():
        raise InvalidInput(
            _("There is no role called %(role)s. Choose from: %(roles)s.")
            % {"role": ", ".join(sorted(unknown)), "roles": ", ".join(ROLES)},
            code="unknown_role",
        )
    return list(Group.objects.filter(name__in=wanted))


def user_locked(user_id: int) -> User:
    """Return a person and lock their row; raise NotFound if there is no such person."""
    return row_get(User.objects.select_for_update(no_key=True), _("There is no such person."), pk=user_id)


def _change_record(user: User, by: ActingPair | None) -> None:
    if by is None:
        access_record(user=user, kind=Access.Kind.COMMAND_LINE)
    else:
        access_record(user=user, kind=Access.Kind.ASKED, actor=by.asked)
        access_record(user=user, kind=Access.Kind.CONFIRMED, actor=by.confirmed)


@transaction.atomic(savepoint=False)
def form_begin(*, user: User, key: str) -> SentForm:
    """Return the form that a person sent under a key; without a location where this form is the first.

    The caller does in the same transaction what the form asks, and calls `form_keep` or `form_drop`. Two forms that
    come together are done once: the second waits here for the first.
    """
    return SentForm.objects.get_or_create(user=user, key=key)[0]


def form_keep(*, form: SentForm, location: str) -> None:
    """Keep the page to which a form led that `form_begin` began."""
    form.location = location
    form.save(update_fields=["location"])


def form_drop(*, form: SentForm) -> None:
    """Drop a form that `form_begin` began, and that is to be sent again."""
    form.delete()


def forms_clear() -> None:
    """Delete the forms that are known no longer."""
    SentForm.objects.filter(sent_at__lte=clock.now() - FORMS_KEPT).delete()
