"""Invitations fill nobody's mailbox: mails are limited by address, by team and by sender, whatever is resent."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Invitation, Shipper
from apps.shippers.services import invitation_resend, invitation_send, invitation_withdraw, shipper_create
from apps.shippers.services.invitation_mails import TooManyMails
from tests.outbox import deliver
from tests.people import seller

STRANGER = "stranger@elsewhere.example"


def invite(ada: User, shop: Shipper, email: str = STRANGER) -> Invitation | None:
    """Invite an address; return None if one invitation would be too many."""
    return within_limits(lambda: invitation_send(actor=ada, shipper_id=shop.pk, email=email, role="viewer"))


def within_limits(send: Callable[[], Invitation]) -> Invitation | None:
    with suppress(TooManyMails):
        return send()
    return None


def mails() -> int:
    deliver()
    return len(mail.outbox)


def test_a_stranger_gets_three_invitations_of_a_team_in_a_day(ada: User, shop: Shipper) -> None:
    for _attempt in range(12):
        if invitation := invite(ada, shop):
            deliver()
            invitation_withdraw(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk)
    assert mails() == 3
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert invite(ada, shop)


def test_a_new_invitation_and_one_that_is_sent_again_count_alike(ada: User, shop: Shipper) -> None:
    began = clock.now()
    invitation = invite(ada, shop)
    for hours in range(1, 9):
        with clock.at(began + timedelta(hours=2 * hours)):
            within_limits(lambda: invitation_resend(actor=ada, shipper_id=shop.pk, invitation_id=invitation.pk))
            deliver()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("email", ["Stranger@Elsewhere.example", "stranger+2@elsewhere.example"])
def test_one_mailbox_is_one_address_however_it_is_written(ada: User, shop: Shipper, email: str) -> None:
    assert all(invite(ada, shop) for _attempt in range(3))
    assert invite(ada, shop, email) is None


def test_many_teams_together_do_not_fill_a_mailbox() -> None:
    owners = [seller(f"owner{number}@shop.example") for number in range(12)]
    sent = [invite(owner, shipper_create(actor=owner)) for owner in owners]
    assert sum(map(bool, sent)) == 5
    assert mails() == 5


def test_a_team_invites_twenty_people_in_a_day(ada: User, shop: Shipper) -> None:
    sent = [invite(ada, shop, f"person{number}@elsewhere.example") for number in range(25)]
    assert sum(map(bool, sent)) == 20
    other = seller("bo@shop.example")
    assert invite(other, shipper_create(actor=other)), "another team is not concerned"


def test_a_person_with_many_businesses_invites_forty_people_in_a_day(ada: User) -> None:
    shops = [shipper_create(actor=ada) for _number in range(5)]
    sent = [invite(ada, shops[number % 5], f"person{number}@elsewhere.example") for number in range(50)]
    assert sum(map(bool, sent)) == 40


def test_a_refused_invitation_leaves_the_open_one_as_it_was(ada: User, shop: Shipper) -> None:
    kept = [invite(ada, shop) for _attempt in range(3)][-1]
    assert invite(ada, shop) is None
    assert list(Invitation.objects.filter(shipper=shop)) == [kept]
