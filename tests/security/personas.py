"""Everybody who may knock: each role of a team, each role of staff, a partner's system, and nobody known."""

import re
from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.roles import ROLES
from apps.core import clock
from apps.shippers.models import Membership
from tests.addresses import ADMIN_DOORS, ALL, DESK
from tests.people import administrator, seller, signed_in, staff

OWNER = "owner"
TEAM = tuple(Membership.Role.values)
ADMINISTRATOR, NO_ROLE = "administrator", "staff without a role"
STAFF = (*ROLES, NO_ROLE, ADMINISTRATOR)
ANONYMOUS, PARTNER = "anonymous", "partner"
PERSONAS = (ANONYMOUS, PARTNER, *TEAM, *STAFF)
# The addresses of a model at the desk, and those of them at which the matrix of the desk tries each role.
RECORD = re.compile(r"admin/(\w+/\w+)/(|add/|<path:object_id>/(?:|change/|delete/|history/))")
OF_MATRIX = re.compile(r"admin/\w+/\w+/(|add/|<path:object_id>/change/)")
READ_BY_STAFF = {f"api/v1/shippers/<str:ksn>/{what}" for what in ("evaluation", "facts", "past")}


def routes_of(name: str) -> set[str]:
    """Return the routes that somebody is sent to in the suite: those whose answer may depend on who it is.

    No page of the desk asks for a role on a team, so of a team the owner alone is sent there. And no page beside the
    desk asks for a role of staff, except those that staff may read: there an officer stands for the other roles, as at
    the lists and forms of the desk, which `tests/desk/test_matrix.py` opens and sends as each role.
    """
    if name in TEAM and name != OWNER:
        return ALL - ADMIN_DOORS - {*DESK}
    if name in ROLES and name != "officer":
        return {route for route in DESK if not OF_MATRIX.fullmatch(route)} | READ_BY_STAFF
    return ALL - ADMIN_DOORS


def team_member(role: str, shipper_id: int) -> User:
    """Make a person with a role on the team of a business."""
    user = seller(f"{role}-of-team@shop.example")
    agent = {"organisation": "Bo & Sons", "until": clock.today() + timedelta(days=30)}
    Membership.objects.create(
        shipper_id=shipper_id, user=user, role=role, **(agent if role == Membership.Role.AGENT else {})
    )
    return user


def staff_member(role: str) -> User:
    """Make a member of staff."""
    if role == ADMINISTRATOR:
        return administrator()
    user = staff("analyst" if role == NO_ROLE else role, email="role@staff.example")
    if role == NO_ROLE:
        user.groups.clear()
    return user


def just_signed_in(user: User) -> Client:
    """Return a client that has given its password a moment ago, so that no page asks for the password once more."""
    client = signed_in(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
    request.session.save()
    return client
