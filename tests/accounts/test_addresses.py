"""One form of e-mail addresses, and accounts that there are only once the mailbox is proved."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Session, User
from apps.accounts.services import address_replace, staff_create
from apps.core.errors import Conflict, InvalidInput
from apps.core.mail_addresses import mail_address, mail_address_check, mailbox_of
from apps.measures.models import Subscription
from apps.measures.subscriptions import subscription_ask
from apps.shippers.models import Invitation
from apps.shippers.services import invitation_accept, invitation_send, shipper_create
from apps.staff.models import AccountRequest
from apps.staff.services import account_ask
from tests.accounts.test_sign_in import CODE, sign_in, who
from tests.people import PASSWORD, administrator, seller, signed_in, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")
OWNER = "miss.kim@silk.example"
# What looks like the owner's address, or becomes it by one of the ways to compare letters.
TWINS = [
    "m\u0131ss.kim@silk.example",
    "mi\u017fs.kim@silk.example",
    "miss.\u212aim@silk.example",
    "M\u0130SS.KIM@SILK.EXAMPLE",
    "miss.kim@s\u0131lk.example",
    "miss.kim@\u017filk.example",
    "miss.kim@silk.ex\u0430mple",
    "\uff4diss.kim@silk.example",
    "Miss.Kim@Silk.Example",
    " miss.kim@silk.example ",
    "miss.kim\uff20silk\uff0eexample",
]


def sign_up(email: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("account_signup"), {"email": email, "password1": password, "password2": password})
    return client


def code_enter(client: Client, sent: int = -1):
    return client.post(reverse("account_email_verification_sent"), {"code": CODE.search(mail.outbox[sent].body)[1]})


@pytest.mark.parametrize("twin", TWINS)
def test_sign_ups_with_a_look_alike_address_leave_the_owner_alone(twin: str) -> None:
    owner = seller(OWNER)
    client = sign_up(twin)
    assert list(User.objects.all()) == [owner]
    for sent in mail.outbox:
        assert (sent.to, CODE.search(sent.body)) == ([OWNER], None)
    assert sign_in(Client(), owner, "wrong").status_code == 200
    assert sign_in(Client(), owner).status_code == 302
    assert who(client) is None


@pytest.mark.parametrize("twin", TWINS)
def test_addresses_have_one_form_that_is_plain_or_refused(twin: str) -> None:
    try:
        assert mail_address_check(twin) == OWNER
    except ValidationError:
        assert mail_address(twin) != OWNER or twin != mail_address(twin)
    assert mail_address(mail_address(twin)) == mail_address(twin)


def test_addresses_that_are_not_plain_are_refused_by_the_database() -> None:
    user = seller(OWNER)
    for email in ("m\u0131ss@silk.example", "Miss@silk.example", "miss kim@silk.example", "miss\u0001@silk.example"):
        with pytest.raises(IntegrityError, match="user_email_one_form"), transaction.atomic():
            connection.cursor().execute("UPDATE accounts_user SET email = %s WHERE id = %s", [email, user.pk])


def test_sign_ups_make_no_account_before_the_mailbox_is_proved() -> None:
    sign_up(OWNER)
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert PASSWORD not in Session.objects.get().session_data


def test_sign_ups_of_strangers_keep_nobody_from_the_account_of_their_mailbox() -> None:
    stranger = sign_up(OWNER, "a sentence of somebody else")
    assert sign_in(Client(), User(email=OWNER), "a sentence of somebody else").status_code == 200
    owner = sign_up(OWNER)
    later = sign_up(OWNER, "a third sentence of somebody else")
    code_enter(stranger, sent=1)
    assert who(stranger) is None
    code_enter(owner, sent=1)
    user = User.objects.get()
    assert who(owner) == user.pk
    assert user.check_password(PASSWORD)
    # Even who reads the mailbox later gets no second account with the address.
    assert "already" in code_enter(later, sent=2).content.decode()
    assert User.objects.count() == 1


def test_sign_ups_of_strangers_use_up_no_mails_of_a_mailbox() -> None:
    form = {"email": OWNER, "password1": PASSWORD, "password2": PASSWORD}
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [stranger.post(reverse("account_signup"), form).status_code for _time in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert len(mail.outbox) == 3
    code_enter(sign_up(OWNER))
    assert User.objects.get().email == OWNER


def test_sign_ups_lead_back_to_the_page_that_asked_for_them() -> None:
    client, there = Client(), reverse("mfa_index")
    answer = client.post(
        reverse("account_signup"), {"email": OWNER, "password1": PASSWORD, "password2": PASSWORD, "next": there}
    )
    done = client.post(answer.url, {"code": CODE.search(mail.outbox[-1].body)[1]})
    assert done.url == there


def test_addresses_of_sign_ups_keep_nobody_from_being_made_staff() -> None:
    sign_up(OWNER)
    asked = account_ask(actor=administrator(), email=OWNER.upper(), roles=["officer"], reason="New colleague.")
    assert asked.email == OWNER
    assert staff_create(email=OWNER.title(), roles=["officer"]).email == OWNER


@pytest.mark.parametrize("twin", TWINS)
def test_staff_accounts_are_asked_for_in_the_one_form_of_the_address(twin: str) -> None:
    seller(OWNER)
    with pytest.raises((Conflict, InvalidInput)):
        account_ask(actor=administrator(), email=twin, roles=["officer"], reason="New colleague.")
    with pytest.raises((Conflict, InvalidInput)):
        staff_create(email=twin, roles=["officer"])
    assert not AccountRequest.objects.exists()


@pytest.mark.parametrize("twin", TWINS)
def test_addresses_are_not_changed_to_that_of_somebody_else(twin: str) -> None:
    seller(OWNER)
    user = seller("new@shop.example")
    try:
        address = mail_address_check(twin)
    except ValidationError:
        return
    assert address_replace(user_id=user.pk, email=address) is False


@pytest.mark.parametrize("twin", TWINS)
def test_invitations_are_accepted_by_the_invited_mailbox_alone(twin: str) -> None:
    owner, invited = seller(), seller(OWNER)
    shipper = shipper_create(actor=owner)
    signed_in(owner).post(reverse("portal:team", args=[shipper.pk]), {"email": twin, "role": "viewer"})
    for invitation in Invitation.objects.all():
        assert invitation.email == OWNER
        with pytest.raises(InvalidInput):
            invitation_accept(actor=seller("somebody@shop.example"), token=_token(invitation))
        invitation_accept(actor=invited, token=_token(invitation))
        with pytest.raises(Conflict):
            invitation_send(actor=owner, shipper_id=shipper.pk, email=OWNER.upper(), role="viewer")


def _token(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt="shippers.invitation")


def test_forgotten_passwords_are_mailed_to_the_address_that_is_kept() -> None:
    seller(OWNER)
    for twin in TWINS:
        cache.clear()
        Client().post(reverse("account_reset_password"), {"email": twin})
    assert {tuple(sent.to) for sent in mail.outbox} == {(OWNER,)}


def test_subscriptions_to_editions_are_one_for_each_mailbox() -> None:
    for email in (OWNER, OWNER.upper(), "\uff4diss.kim@silk.example"):
        subscription_ask(email=email, language="en")
    assert Subscription.objects.count() == 1
    assert mailbox_of("Miss.Kim+shop@Silk.example") == OWNER


def test_refused_sign_ins_of_staff_are_kept_whatever_the_letters() -> None:
    officer = staff("officer", email=OWNER)
    sign_in(Client(), User(email="Miss.Kim@Silk.example"), "wrong")
    assert officer.accesses.filter(kind="refused").count() == 1
