import re
from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.events.services import drain
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import ABILITIES, Ability
from apps.shippers.selectors import abilities_of
from apps.shippers.services import (
    invitation_accept,
    invitation_read,
    invitation_send,
    member_change,
    member_remove,
    shipper_create,
)
from tests.people import seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return seller(name="Ada Park")


@pytest.fixture
def shop(ada: User) -> Shipper:
    return shipper_create(actor=ada)


def invited(ada: User, shop: Shipper, email: str = "bo@shop.example", role: str = "preparer") -> str:
    """Invite somebody, and read the token out of their mail as they would."""
    invitation_send(actor=ada, shipper_id=shop.pk, email=email, role=role)
    drain()
    return re.search(r"/invitations/([^/\s]+)/", mail.outbox[-1].body)[1]


def test_an_invitation_goes_by_mail_and_is_accepted_by_whom_it_was_sent_to(ada: User, shop: Shipper):
    token = invited(ada, shop)
    assert mail.outbox[-1].to == ["bo@shop.example"]
    assert "Ada Park" in mail.outbox[-1].body
    with pytest.raises(Invalid, match="another e-mail address"):
        invitation_accept(actor=seller("eve@shop.example"), token=token)
    bo = seller("Bo@shop.example")
    assert invitation_accept(actor=bo, token=token).role == "preparer"
    assert abilities_of(bo, shop.pk) == {Ability.READ, Ability.PREPARE}
    with pytest.raises(NotFound):
        invitation_accept(actor=bo, token=token)


def test_a_token_is_forged_by_nobody_and_ends(ada: User, shop: Shipper):
    token = invited(ada, shop)
    assert invitation_read(token=token).email == "bo@shop.example"
    with pytest.raises(NotFound):
        invitation_read(token=token[:-1] + ("A" if token[-1] != "A" else "B"))
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(NotFound, match="no longer open"):
        invitation_read(token=token)


def test_a_second_invitation_replaces_the_first(ada: User, shop: Shipper):
    first = invited(ada, shop)
    second = invited(ada, shop, role="viewer")
    with pytest.raises(NotFound):
        invitation_read(token=first)
    assert invitation_read(token=second).role == "viewer"


def test_who_is_on_the_team_is_not_invited(ada: User, shop: Shipper):
    with pytest.raises(Conflict, match="on the team already"):
        invitation_send(actor=ada, shipper_id=shop.pk, email=ada.email.upper(), role="viewer")


@pytest.mark.parametrize("role", [role for role in Membership.Role if Ability.MANAGE_TEAM not in ABILITIES[role]])
def test_only_an_owner_manages_the_team(role: str, ada: User, shop: Shipper):
    other = seller("bo@shop.example")
    Membership.objects.create(shipper=shop, user=other, role=role)
    with pytest.raises(NotAllowed):
        invitation_send(actor=other, shipper_id=shop.pk, email="x@shop.example", role="viewer")
    with pytest.raises(NotAllowed):
        member_change(actor=other, shipper_id=shop.pk, user_id=other.pk, role="owner")
    with pytest.raises(NotAllowed):
        member_remove(actor=other, shipper_id=shop.pk, user_id=ada.pk)


def test_one_owner_always_remains(ada: User, shop: Shipper):
    bo = seller("bo@shop.example")
    Membership.objects.create(shipper=shop, user=bo, role="viewer")
    with pytest.raises(Conflict, match="needs an owner"):
        member_remove(actor=ada, shipper_id=shop.pk, user_id=ada.pk)
    with pytest.raises(Conflict, match="needs an owner"):
        member_change(actor=ada, shipper_id=shop.pk, user_id=ada.pk, role="viewer")
    member_change(actor=ada, shipper_id=shop.pk, user_id=bo.pk, role="owner")
    member_remove(actor=bo, shipper_id=shop.pk, user_id=ada.pk)
    assert [member.user for member in shop.team.all()] == [bo]


def test_a_role_that_does_not_exist_is_refused(ada: User, shop: Shipper):
    with pytest.raises(Invalid):
        member_change(actor=ada, shipper_id=shop.pk, user_id=ada.pk, role="king")
