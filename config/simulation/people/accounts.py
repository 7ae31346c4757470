"""The people of the simulation: sellers who have proved their address, staff with a role, and how they sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services import staff_create
from apps.agencies.models import AgencyOfficer
from apps.agencies.services import agency_officer_bind
from config.simulation.installation import Account
from config.simulation.numbers.catalog import WORLD

# The roles that two members of staff have in the demonstration, beside two administrators.
TWICE = ("officer", "policy manager", "supervisor")
SECOND_ADMINISTRATOR = "second administrator"
SECOND_AGENCY_OFFICER = "second agency officer"
# The agency for which the simulation's agency officer acts.
AGENCY = "CPSC"


@transaction.atomic
def person_ensure(*, email: str, name: str, language: str = "") -> User:
    """Return a person who has proved an address, and chose a language of the site if one is given. Without a password
    nobody can sign in as them.
    """
    user, made = User.objects.get_or_create(email=email, defaults={"name": name, "language": language})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def staff_ensure(*, role: str, account: str = "") -> User:
    """Return the simulation's member of staff in a role; an account of their own makes another one in the same role."""
    account = account or role
    email = _address(account)
    return User.objects.filter(email=email).first() or staff_create(
        email=email, name=WORLD.staff[account], roles=[role]
    )


@transaction.atomic
def agency_officer_ensure(account: str = "") -> User:
    """Return the officer of an agency, for which a supervisor says that they act; an account makes another one."""
    officer = staff_ensure(role="agency officer", account=account)
    if not AgencyOfficer.objects.filter(user=officer).exists():
        agency_officer_bind(
            actor=staff_ensure(role="supervisor"), user=officer, agency=AGENCY, reason="For the demonstration."
        )
    return officer


def second_ensure(role: str) -> User:
    """Return the second member of staff in a role, who decides what the first one proposes, drafts or asks for."""
    return staff_ensure(role=role, account=f"second {role}")


@transaction.atomic
def administrator_ensure(*, account: str = "administrator") -> User:
    """Return an administrator; what one asks for, another confirms."""
    email = _address(account)
    if user := User.objects.filter(email=email).first():
        return user
    user = User.objects.create_superuser(email, name=WORLD.staff[account])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def account_open(*, user: User, role: str, password: str, encoded: str) -> Account:
    """Give the user this password and, to staff, a new second factor. Say both: they are kept nowhere else.

    `encoded` is the password as it is stored: many accounts share one, since encoding takes a third of a second. The
    account has no language of its own, so that whoever tries the demonstration reads the language of their browser.
    """
    user.password, user.language = encoded, ""
    user.save(update_fields=["password", "language"])
    if not user.is_staff:
        return Account(role=role, name=user.name, email=user.email, password=password)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return Account(role=role, name=user.name, email=user.email, password=password, totp_secret=secret)


def _address(account: str) -> str:
    return f"{account.replace(' ', '.')}@staff.example"
