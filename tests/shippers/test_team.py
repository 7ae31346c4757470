import re
from datetime import date, timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.services import drain
from apps.shippers import services
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import ABILITIES, Ability
from apps.shippers.selectors import abilities_of, people_of, require, shippers_of
from tests.people import on_team, seller
from tests.refusals import refused

AGENCY = {"organisation": "Brisk Brokers", "until": date(2099, 1, 1)}


def invited(ada: User, shop: Shipper, email: str = "bo@shop.example", role: str = "preparer") -> str:
    """Invite a person, and return the token from the mail."""
    services.invitation_send(actor=ada, shipper_id=shop.pk, email=email, role=role)
    drain()
    return re.search(r"/invitations/([^/\s]+)/", mail.outbox[-1].body)[1]


def test_an_invitation_is_mailed_and_accepted_by_the_invited_person(ada: User, shop: Shipper):
    token = invited(ada, shop)
    assert mail.outbox[-1].to == ["bo@shop.example"]
    assert "Ada Park" in mail.outbox[-1].body
    with pytest.raises(InvalidInput, match="another e-mail address"):
        services.invitation_accept(actor=seller("eve@shop.example"), token=token)
    bo = seller("Bo@shop.example")
    assert services.invitation_accept(actor=bo, token=token).role == "preparer"
    assert abilities_of(bo, shop.pk) == {Ability.READ, Ability.PREPARE}
    with pytest.raises(NotFound):
        services.invitation_accept(actor=bo, token=token)


def test_a_forged_or_expired_token_opens_nothing(ada: User, shop: Shipper):
    token = invited(ada, shop)
    assert services.invitation_read(token=token).email == "bo@shop.example"
    with pytest.raises(NotFound):
        services.invitation_read(token=token[:-1] + ("A" if token[-1] != "A" else "B"))
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(NotFound, match="no longer open"):
        services.invitation_read(token=token)


def test_a_second_invitation_replaces_the_first(ada: User, shop: Shipper):
    first = invited(ada, shop)
    second = invited(ada, shop, role="viewer")
    with pytest.raises(NotFound):
        services.invitation_read(token=first)
    assert services.invitation_read(token=second).role == "viewer"


def test_a_member_of_the_team_is_not_invited(ada: User, shop: Shipper):
    with pytest.raises(Conflict, match="on the team already"):
        services.invitation_send(actor=ada, shipper_id=shop.pk, email=ada.email.upper(), role="viewer")


@pytest.mark.parametrize("role", [role for role in Membership.Role if Ability.MANAGE_TEAM not in ABILITIES[role]])
def test_only_an_owner_manages_the_team(role: str, ada: User, shop: Shipper):
    other = seller("bo@shop.example")
    Membership.objects.create(shipper=shop, user=other, role=role, **(AGENCY if role == "agent" else {}))
    with pytest.raises(NotAllowed):
        services.invitation_send(actor=other, shipper_id=shop.pk, email="x@shop.example", role="viewer")
    with pytest.raises(NotAllowed):
        services.member_change(actor=other, shipper_id=shop.pk, user_id=other.pk, role="owner")
    with pytest.raises(NotAllowed):
        services.member_remove(actor=other, shipper_id=shop.pk, user_id=ada.pk)


def test_one_owner_always_remains(ada: User, shop: Shipper):
    bo = on_team(shop, "viewer", seller("bo@shop.example"))
    with pytest.raises(Conflict, match="needs an owner"):
        services.member_remove(actor=ada, shipper_id=shop.pk, user_id=ada.pk)
    with pytest.raises(Conflict, match="needs an owner"):
        services.member_change(actor=ada, shipper_id=shop.pk, user_id=ada.pk, role="viewer")
    services.member_change(actor=ada, shipper_id=shop.pk, user_id=bo.pk, role="owner")
    services.member_remove(actor=bo, shipper_id=shop.pk, user_id=ada.pk)
    assert [member.user for member in shop.team.all()] == [bo]


def test_a_role_that_does_not_exist_is_refused(ada: User, shop: Shipper):
    with pytest.raises(InvalidInput):
        services.member_change(actor=ada, shipper_id=shop.pk, user_id=ada.pk, role="king")


def agent_of(ada: User, shop: Shipper, *, days: int = 30) -> User:
    """Return a broker's clerk who is an agent of the shop for some days, today included."""
    clerk = seller("clerk@brisk.example")
    until = clock.add_days(clock.today(), days - 1)
    services.invitation_send(
        actor=ada, shipper_id=shop.pk, email=clerk.email, role="agent", organisation="Brisk Brokers", until=until
    )
    drain()
    services.invitation_accept(actor=clerk, token=re.search(r"/invitations/([^/\s]+)/", mail.outbox[-1].body)[1])
    return clerk


def test_an_agent_reads_and_prepares_until_the_last_day_and_then_nothing(ada: User, shop: Shipper):
    clerk = agent_of(ada, shop, days=30)
    assert shop.team.get(user=clerk).organisation == "Brisk Brokers"
    with clock.at(clock.now() + timedelta(days=29)):
        assert abilities_of(clerk, shop.pk) == {Ability.READ, Ability.PREPARE}
        assert clerk in people_of(shop.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        assert abilities_of(clerk, shop.pk) == frozenset()
        assert list(shippers_of(clerk)) == []
        assert clerk not in people_of(shop.pk)
        with pytest.raises(NotFound):
            require(clerk, shop.pk, Ability.READ)


def test_an_agent_works_for_many_businesses(ada: User, shop: Shipper):
    clerk = agent_of(ada, shop)
    other = services.shipper_create(actor=clerk)
    assert list(shippers_of(clerk)) == [shop, other]
    assert abilities_of(clerk, other.pk) == frozenset(Ability)


def test_the_owner_changes_the_last_day_of_an_agent(ada: User, shop: Shipper):
    clerk = agent_of(ada, shop)
    keys = {"actor": ada, "shipper_id": shop.pk, "user_id": clerk.pk}
    with pytest.raises(InvalidInput):
        services.delegation_last_day_set(**keys, until=clock.add_days(clock.today(), -1))
    services.delegation_last_day_set(**keys, until=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        assert abilities_of(clerk, shop.pk) == frozenset()
        # A former agent can be invited again like anybody else.
        services.invitation_send(actor=ada, shipper_id=shop.pk, email=clerk.email, role="viewer")
    with pytest.raises(Conflict, match="no other role"):
        services.member_change(**keys, role="owner")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"organisation": " "}, "organisation"), ({"until": date(2020, 1, 1)}, "until"), ({"until": None}, "until")],
)
def test_an_agent_needs_a_firm_and_a_last_day(given: dict, field: str, ada: User, shop: Shipper):
    with refused(field):
        services.invitation_send(actor=ada, shipper_id=shop.pk, email="x@brisk.example", role="agent", **AGENCY | given)


def test_an_agent_is_not_invited_again_after_the_last_day(ada: User, shop: Shipper):
    invitation = services.invitation_send(
        actor=ada, shipper_id=shop.pk, email="x@brisk.example", role="agent", **AGENCY | {"until": clock.today()}
    )
    with clock.at(clock.now() + timedelta(days=2)), pytest.raises(InvalidInput):
        services.invitation_resend(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk)


def test_an_invitation_is_sent_again_or_withdrawn(ada: User, shop: Shipper):
    token = invited(ada, shop)
    sent = len(mail.outbox)
    invitation = shop.invitations.get()
    with pytest.raises(Conflict, match="less than an hour ago"):
        services.invitation_resend(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk)
    with clock.at(clock.now() + timedelta(days=20)):
        services.invitation_resend(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk)
        drain()
        assert len(mail.outbox) == sent + 1
        assert services.invitation_read(token=token) == invitation
        services.invitation_withdraw(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk)
        with pytest.raises(NotFound):
            services.invitation_read(token=token)
