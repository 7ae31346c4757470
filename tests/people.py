"""Sellers and members of staff for tests, and clients that are signed in as them."""

import time

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from apps.accounts.models import User
from apps.accounts.second_factor import SET_UP_AT, SET_UP_HERE, has_second_factor
from apps.accounts.services import ActingPair, staff_create
from apps.core.fields import decrypt
from apps.shippers.models import Membership, Shipper
from config.simulation import totp

PASSWORD = "a long and plain sentence"


class ProvedAddress(factory.django.DjangoModelFactory):
    """An e-mail address that its owner has confirmed."""

    class Meta:
        model = EmailAddress

    email = factory.SelfAttribute("user.email")
    verified = True
    primary = True


class Person(factory.django.DjangoModelFactory):
    """A person who signed up and confirmed their address."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@shop.example".format)
    password = factory.django.Password(PASSWORD)
    address = factory.RelatedFactory(ProvedAddress, factory_related_name="user")


def seller(email: str = "ada@shop.example", **fields: object) -> User:
    """Make a seller."""
    return Person(email=email, **fields)


def seller_known(email: str = "ada@shop.example", **fields: object) -> User:
    """Return the seller with an address, who is made at the first call."""
    return User.objects.filter(email=email).first() or seller(email, **fields)


def on_team(shipper: Shipper | int, role: str = Membership.Role.VIEWER, person: User | None = None) -> User:
    """Put somebody on the team of a business, by default somebody new; return them."""
    person = person or seller(f"{role}@shop.example")
    Membership.objects.create(shipper_id=getattr(shipper, "pk", shipper), user=person, role=role)
    return person


def staff(*roles: str, email: str = "", factor: bool = True) -> User:
    """Make a member of staff with some roles, who has set up a second factor unless `factor` is False."""
    email = email or f"{'-'.join(roles)}@staff.example".replace(" ", "-")
    user = staff_create(email=email, roles=roles)
    user.set_password(PASSWORD)
    user.save()
    if factor:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return user


def staff_known(*roles: str, email: str) -> User:
    """Return the member of staff with an address, who is made at the first call."""
    return User.objects.filter(email=email).first() or staff(*roles, email=email)


def administrator(email: str = "root@staff.example") -> User:
    """Make an administrator with a second factor."""
    user = User.objects.create_superuser(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    return user


def with_every_role(user: User) -> User:
    """Give a person every role; return them as the next request reads them."""
    user.groups.set(Group.objects.all())
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return User.objects.get(pk=user.pk)


def two_administrators() -> ActingPair:
    """Make two administrators, of whom one asks for what the other confirms."""
    return ActingPair(administrator("asks@staff.example"), administrator("confirms@staff.example"))


def signed_in(user: User) -> Client:
    """Return a client that has signed in as a person, with the second factor if they have one."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SET_UP_HERE] = user.pk
    session.save()
    return client


def confirmed(user: User) -> Client:
    """Return a client that has signed in as a person, who has a second factor and has shown the factor just now."""
    if not has_second_factor(user):
        TOTP.activate(user, generate_totp_secret())
    client = signed_in(user)
    factor_show(client)
    return client


def factor_show(client: Client) -> None:
    """Show the second factor again, as the page that asks for the factor would note in the session."""
    session = client.session
    session[SET_UP_AT] = time.time()
    session.save()


def code_of(user: User) -> str:
    """Return the code that the authenticator app of a person shows now. A code works once."""
    secret = decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"].encode())
    return code_from(secret)


def code_from(secret: str) -> str:
    """Return the code of a secret, as a person reads it who waits for the next where the present one ends at once."""
    if (left := totp.seconds_left()) < 5:
        time.sleep(left)
    return totp.code_now(secret)
