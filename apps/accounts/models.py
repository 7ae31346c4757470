"""The tables of people, their roles, factors and sign-ins."""

from functools import cached_property
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ADMINISTER, PERMISSIONS, ROLES
from apps.core import clock
from apps.core.history import tracked
from apps.core.mail_addresses import CHARACTERS, MailAddressField
from apps.core.triggers import append_only


class UserManager(BaseUserManager["User"]):
    """The manager of users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a user; without a password, nobody can sign in by one. The caller answers for the address."""
        user = self.model(email=email, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make an administrator, and record that the command line did so."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **extra)
        Access.objects.create(user=user, kind=Access.Kind.COMMAND_LINE)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with an e-mail address, however it is typed."""
        return self.get(email=username or "")


@tracked(exclude=["password", "last_login"], personal=["email", "name"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address: a member of a seller's team or a member of staff.

    The person has proved the mailbox, or two administrators agreed on it. There is no user before (ADR 0121).
    """

    email = MailAddressField(_lazy("e-mail address"), unique=True)
    name = models.CharField(_lazy("full name"), max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_staff = models.BooleanField(_lazy("staff"), default=False)
    is_active = models.BooleanField(_lazy("active"), default=True)
    date_joined = models.DateTimeField(_lazy("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(email__regex=CHARACTERS), name="user_email_one_form")]
        # Officers look for people by a part of the name.
        indexes = [GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="user_name_words")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The names of the roles that a person holds; read once for each object."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def permission_codes(self) -> frozenset[str]:
        """The codes of the permissions that a member of staff holds, none for others; read once for each object.

        Roles alone give them. An administrator holds one more, and no other.
        """
        if not (self.is_active and self.is_staff):
            return frozenset()
        codes = frozenset().union(*(ROLES.get(role, ()) for role in self.role_names))
        return codes | {ADMINISTER} if self.is_superuser else codes

    # Django's own say yes to whatever they are asked about a superuser.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Tell whether the person holds a permission of the program, given as `accounts.<code>`."""
        return perm.removeprefix("accounts.") in self.permission_codes

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the person holds any permission of the program."""
        return bool(self.permission_codes)


class StaffPermission(models.Model):  # noqa: DJ008 (there are no instances)
    """A model without a table, to which Django's permission system attaches the permissions of `roles.py`."""

    class Meta:
        managed = False
        default_permissions: tuple[str, ...] = ()
        permissions = [(code, label) for code, label in PERMISSIONS.items()]


@tracked
class RoleHeld(User.groups.through):
    """A role that a person holds: a row of the table between people and groups, with its versions."""

    class Meta:
        proxy = True
        verbose_name = _lazy("role of a person")

    def __str__(self) -> str:
        # pyrefly: ignore[missing-attribute] (the column of a table that Django makes)
        return str(self.group)


@tracked(exclude=["data", "last_used_at"])
class Factor(Authenticator):
    """A second factor, with its versions: who set the factor up and who removed it, never its secret."""

    class Meta:
        proxy = True
        verbose_name = _lazy("second factor")

    def __str__(self) -> str:
        return self.get_type_display()


@tracked(personal=["email", "user"])
class Mailbox(EmailAddress):
    """An address to which the site sends links that open an account, with its versions: who added or confirmed it."""

    class Meta:
        proxy = True
        verbose_name = _lazy("mail address of a person")

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """A session of a browser. `session_key` is the digest of the key that the browser has (`sessions.py`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", null=True)


class SentForm(models.Model):
    """A form that a person sent and the site answered by another page, kept for the same form again.

    `key` is the digest of the form, and `location` the page. The row is written in the transaction of what the form
    did, so that whatever is kept here was done.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    location = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="sent_form_key_once")]

    def __str__(self) -> str:
        return f"sent form #{self.pk}"


class Access(models.Model):
    """A sign-in of a member of staff, a refused one, a new password, or a change of what an account may do.

    Holds no secret. `actor` is another person who had a part in it, such as who asked for a change.
    """

    class Kind(models.TextChoices):
        """The kinds of record."""

        SIGNED_IN = "signed_in", _lazy("Signed in")
        REFUSED = "refused", _lazy("Sign-in refused: wrong password")
        SIGNED_OUT = "signed_out", _lazy("Signed out")
        PASSWORD_SET = "password_set", _lazy("Password set")
        PASSWORD_LINK = "password_link", _lazy("Link to set a password shown to an administrator")
        ASKED = "asked", _lazy("Account, roles or second factors changed: who asked")
        CONFIRMED = "confirmed", _lazy("Account, roles or second factors changed: who confirmed")
        COMMAND_LINE = "command_line", _lazy("Account or second factors changed on the command line")
        LOCKED = "locked", _lazy("Account locked")
        SUSPENDED = "suspended", _lazy("Roles taken away until a second administrator decides")
        RESTORED = "restored", _lazy("Roles given back that were taken away for the time being")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="accesses", verbose_name=_lazy("person"))
    kind = models.CharField(_lazy("what happened"), max_length=13, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_lazy("by"))

    class Meta:
        verbose_name = _lazy("sign-in")
        indexes = [models.Index(fields=["at"], name="access_at")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.get_kind_display()
