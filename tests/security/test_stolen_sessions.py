"""A stolen session: a cookie opens the pages of its owner, and changes nothing that a thief would change."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.shippers.models import Shipper, WaitingChange
from apps.upkeep.models import ChangeRequest
from tests.outbox import deliver
from tests.people import PASSWORD, code_of, confirmed, factor_show, on_team, seller, signed_in
from tests.upkeep.profiles import WORDS

pytestmark = pytest.mark.shipper(applied=True)
PARTS: dict[str, dict[str, str]] = {
    "payout": {"holder": "Eve", "country": "DE", "number": "DE89 3704 0044 0532 0130 00"},
    "contacts": {
        "contact_name": "Ada Park",
        "contact_title": "Director",
        "email": "eve@thief.example",
        "phone": "+1 202 555 0143",
    },
    "storefronts": {
        "row-0-marketplace": "Bazaar",
        "row-0-seller_id": "EVE",
        "row-0-url": "https://bazaar.example/eve",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
    },
    "owners": {
        "row-0-role": "owner",
        "row-0-name": "Eve",
        "row-0-country": "US",
        "row-0-share": "100",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
    },
    "sale": {"buyer": "Eve", "country": "US", "email": "eve@thief.example", "day": "2027-01-01", "whole": "whole"},
}


@pytest.fixture
def thief(ada: User) -> Client:
    """Return the session of an owner with a second factor, which was shown at the sign-in of the morning."""
    confirmed(ada)
    return signed_in(ada)


def part_url(shop: Shipper, part: str) -> str:
    return reverse("portal:profile_part", args=[shop.pk, part])


@pytest.mark.parametrize("part", PARTS)
def test_profile_changes_ask_for_the_factor_first(part: str, thief: Client, shipper: Shipper) -> None:
    page = part_url(shipper, part)
    answer = thief.get(page)
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next={page.replace('/', '%2F')}"
    answer = thief.post(page, PARTS[part] | WORDS)
    assert answer.status_code == 422
    assert "Confirm with your second step" in answer.content.decode()
    assert "Confirm that it is you (opens in a new tab)" in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_password_of_the_owner_is_not_the_second_factor(thief: Client, shipper: Shipper) -> None:
    assert thief.get(reverse("account_reauthenticate")).url == reverse("mfa_reauthenticate")
    thief.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert thief.get(part_url(shipper, "payout")).status_code == 302
    for page in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert thief.get(reverse(page)).url.startswith(reverse("mfa_reauthenticate")), page


def test_owner_without_a_factor_sets_one_up_first(ada: User, shipper: Shipper) -> None:
    client = signed_in(ada)
    answer = client.get(part_url(shipper, "payout"), follow=True)
    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Set up a passkey or an authenticator app" in answer.content.decode()
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate")), "by the password"
    client.post(part_url(shipper, "payout"), PARTS["payout"] | WORDS)
    assert not ChangeRequest.objects.exists()


@pytest.mark.slow
def test_owner_shows_the_code_and_changes_one_part(thief: Client, ada: User, shipper: Shipper) -> None:
    page = part_url(shipper, "contacts")
    ask = thief.get(page).url
    assert thief.post(ask, {"code": "000000", "next": page}).status_code == 200, "a wrong code"
    assert thief.post(ask, {"code": code_of(ada), "next": page}).url == page
    assert "waits 72 hours" in thief.get(page).content.decode()
    answer = thief.post(page, PARTS["contacts"] | WORDS, follow=True)
    assert "Every owner of the business was told" in answer.content.decode()
    assert ChangeRequest.objects.get().state == "waiting"
    # The confirmation served that change. A thief who takes the cookie now needs one of their own.
    assert thief.get(part_url(shipper, "payout")).status_code == 302
    thief.post(part_url(shipper, "payout"), PARTS["payout"] | WORDS)
    assert ChangeRequest.objects.count() == 1


def test_owner_stops_a_change_by_the_link_of_the_mail(thief: Client, ada: User, shipper: Shipper) -> None:
    """The worst case: the thief holds the session and saw the code. The wait and the mail remain."""
    factor_show(thief)
    thief.post(part_url(shipper, "payout"), PARTS["payout"] | WORDS)
    deliver()
    [told] = [each for each in mail.outbox if each.to == [ada.email]]
    path = re.search(r"https?://[^/\s]+(/home/\S+)", told.body)[1]
    owner = signed_in(ada)
    page = owner.get(path).content.decode()
    assert "Do you know of this change?" in page
    assert "Stop this change" in page
    assert "You stopped the change" in owner.post(path, follow=True).content.decode()
    assert ChangeRequest.objects.get().state == "withdrawn"
    assert shipper.bank_account.digest.hex() != ChangeRequest.objects.get().after["number"]["digest"]


def test_address_to_sign_in_asks_for_the_factor_and_waits(thief: Client, ada: User) -> None:
    page, new = reverse("account_email"), {"email": "eve@thief.example", "action_add": ""}
    ask = thief.post(page, new).url
    assert ask == f"{reverse('mfa_reauthenticate')}?next={page.replace('/', '%2F')}"
    assert not mail.outbox
    # The owner has the code, and what was sent goes on by itself.
    answer = thief.post(ask, {"code": code_of(ada), "next": page})
    assert answer.url == reverse("account_email_verification_sent")
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    answer = thief.post(answer.url, {"code": code}, follow=True)
    assert "replaces the old one after a wait" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@shop.example"
    deliver()
    told = next(each for each in mail.outbox if each.to == ["ada@shop.example"] and "/home/waiting/" in each.body)
    path = re.search(r"https?://[^/\s]+(/home/waiting/\S+)", told.body)[1]
    owner = signed_in(ada)
    assert "eve@thief.example" in owner.get(path).content.decode()
    assert "You stopped the change" in owner.post(path, follow=True).content.decode()


@pytest.mark.parametrize(
    ("role", "sent"),
    [("preparer", {"role": "signatory"}), ("signatory", {"role": "viewer"}), ("owner", {"remove": "1"})],
)
def test_signatories_are_changed_with_the_factor_alone(
    role: str, sent: dict[str, str], thief: Client, ada: User, shipper: Shipper
) -> None:
    bo = on_team(shipper, role, seller("bo@shop.example"))
    page = reverse("portal:team_member", args=[shipper.pk, bo.pk])
    ask = thief.post(page, sent).url
    assert ask.startswith(reverse("mfa_reauthenticate"))
    assert shipper.team.get(user=bo).role == role
    assert not WaitingChange.objects.exists()
    thief.post(ask, {"code": code_of(ada), "next": page})
    assert WaitingChange.objects.exists() or shipper.team.get(user=bo).role == "viewer"


def test_signatories_are_invited_with_the_factor_alone(thief: Client, ada: User, shipper: Shipper) -> None:
    page = reverse("portal:team", args=[shipper.pk])
    assert thief.post(page, {"email": "eve@thief.example", "role": "owner"}).url.startswith(
        reverse("mfa_reauthenticate")
    )
    assert not shipper.invitations.exists()
    assert thief.post(page, {"email": "vi@shop.example", "role": "viewer"}).url == page, "who only reads needs none"
    factor_show(thief)
    thief.post(page, {"email": "bo@shop.example", "role": "signatory"})
    assert shipper.invitations.filter(role="signatory").exists()
