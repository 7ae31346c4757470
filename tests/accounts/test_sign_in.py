"""Sign-up, sign-in and second factors, as a person meets them."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.people import PASSWORD, code_of, seller

pytestmark = pytest.mark.usefixtures("fresh_limits")

CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


def sign_in(client: Client, user: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def who(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return key and int(key)


def test_a_newcomer_signs_up_proves_the_address_by_a_code_and_is_signed_in(client: Client) -> None:
    answer = client.post(
        reverse("account_signup"), {"email": "New@Shop.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.url == reverse("account_email_verification_sent")
    assert who(client) is None

    code = CODE.search(mail.outbox[-1].body)[1]
    client.post(answer.url, {"code": "WRONG1"})
    assert who(client) is None
    client.post(answer.url, {"code": code})
    user = User.objects.get(email__iexact="new@shop.example")
    assert who(client) == user.pk
    assert not user.is_staff


def test_a_lost_code_is_sent_again_and_a_mistyped_address_is_corrected(client: Client) -> None:
    form = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form | {"email": "nw@shop.example"})
    page = reverse("account_email_verification_sent")
    cache.clear()  # An address gets one code in three minutes.
    client.post(page, {"action": "resend"})
    again = client.post(reverse("account_logout"), {"next": reverse("account_signup")})
    assert client.get(again.url).status_code == 200
    client.post(again.url, form | {"email": "new@shop.example"})
    assert [sent.to for sent in mail.outbox] == [["nw@shop.example"], ["nw@shop.example"], ["new@shop.example"]]
    client.post(page, {"code": CODE.search(mail.outbox[-1].body)[1]})
    assert who(client) == User.objects.get(email="new@shop.example").pk


def test_nobody_can_tell_by_sign_up_whether_an_address_is_known(client: Client, ada: User) -> None:
    form = {"password1": PASSWORD, "password2": PASSWORD}
    answers = [
        Client().post(reverse("account_signup"), form | {"email": email}) for email in (ada.email, "new@shop.example")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url
    assert User.objects.filter(email__iexact=ada.email).count() == 1


def test_an_address_is_the_same_in_any_case(client: Client) -> None:
    user = seller("ada@shop.example")
    client.post(reverse("account_login"), {"login": "ADA@Shop.Example", "password": PASSWORD})
    assert who(client) == user.pk


def test_a_forgotten_password_is_set_anew_by_a_mailed_link_once(client: Client, ada: User) -> None:
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True)
    new = "another long and plain sentence"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert who(client) is None
    sign_in(client, ada, new)
    assert who(client) == ada.pk
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_ten_wrong_passwords_block_further_attempts(client: Client, ada: User) -> None:
    for _attempt in range(10):
        sign_in(client, ada, "wrong")
    sign_in(client, ada)
    assert who(client) is None


def test_sensitive_changes_ask_for_the_password_again(client: Client, ada: User) -> None:
    sign_in(client, ada)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    client.post(answer.url, {"password": "wrong"})
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    client.post(answer.url, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_staff_sign_in_with_password_and_code(client: Client, officer: User) -> None:
    answer = sign_in(client, officer)
    assert answer.url == reverse("mfa_authenticate")
    assert who(client) is None
    assert client.get(reverse("admin:index")).status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert who(client) is None
    client.post(reverse("mfa_authenticate"), {"code": code_of(officer)})
    assert who(client) == officer.pk
    assert client.get(reverse("admin:index")).status_code == 200


def recovery_code_of(user: User) -> str:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(row).get_unused_codes()[0]


@pytest.mark.parametrize("read_code", [code_of, recovery_code_of])
def test_code_of_an_app_or_of_recovery_works_once(read_code: Callable[[User], str], officer: User) -> None:
    code = read_code(officer)
    clients = Client(), Client()
    for client in clients:
        sign_in(client, officer)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert [who(client) for client in clients] == [officer.pk, None]


def test_a_session_without_the_factor_is_asked_for_it(officer: User) -> None:
    """The session began before the person became staff, or before they set up the factor in another browser."""
    client = Client()
    client.force_login(officer)

    answer = client.get(reverse("admin:index"))
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2F"
    answer = client.post(answer.url, {"code": code_of(officer)})
    assert answer.url == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_staff_who_remove_their_factor_must_set_up_a_new_one(officer: User, desk: Client) -> None:
    assert desk.get(reverse("admin:index")).status_code == 200
    Authenticator.objects.filter(user=officer).delete()
    assert desk.get(reverse("admin:index")).url == reverse("mfa_activate_totp")


def test_sellers_need_no_second_factor(client: Client) -> None:
    client.force_login(seller())
    assert client.get(reverse("portal:landing")).status_code == 200


def test_the_secret_of_a_factor_is_kept_encrypted(officer: User) -> None:
    kept = Authenticator.objects.get(user=officer, type=Authenticator.Type.TOTP).data["secret"]
    assert not re.fullmatch(r"[A-Z2-7]+=*", kept)


def test_a_deactivated_user_is_signed_out_at_once(ada: User, portal: Client) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert portal.get(reverse("mfa_index")).status_code == 302
