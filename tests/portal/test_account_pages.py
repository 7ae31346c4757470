"""Every page of allauth that a person can reach has the layout of the site and its form renderer."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, code_of, confirmed

OPEN = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"]
SIGNED_IN = ["account_email", "account_change_password", "account_logout", "account_reauthenticate", "mfa_index"]


def _check(response) -> str:
    assert response.status_code == 200
    page = response.content.decode()
    assert 'class="grid-container ks-main ks-narrow"' in page
    assert re.search(r"<title>\s*\S.*</title>", page, re.DOTALL)
    assert page.count("<h1>") == 1
    for tag in re.findall(r"<(?:input|select|textarea)\b[^>]*>", page):
        assert 'type="hidden"' in tag or 'class="usa-' in tag, tag
    for tag in re.findall(r"<(?:button)\b[^>]*>", page):
        assert 'class="' in tag, tag
    return page


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_sign_in(client, name):
    _check(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_ones_account(client, name, ada):
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    _check(client.get(reverse(name)))


def test_a_second_factor_is_set_up_after_the_password_was_asked_again(client, ada):
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    _check(client.get(reverse("mfa_activate_totp"), follow=True))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = _check(client.get(reverse("mfa_activate_totp")))
    assert 'src="data:image/svg+xml' in page
    assert 'id="authenticator_secret"' in page

    page = _check(client.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    assert "There is a problem" in page
    assert 'href="#id_code"' in page


def test_pages_of_a_second_factor_that_is_on(officer, desk):
    assert Authenticator.objects.filter(user=officer).exists()
    page = _check(desk.get(reverse("mfa_index")))
    assert "recovery codes are left" in page

    stranger = Client()
    stranger.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    _check(stranger.get(reverse("mfa_authenticate")))


def test_a_wrong_password_is_told_in_the_summary(client, ada):
    page = _check(client.post(reverse("account_login"), {"login": ada.email, "password": "wrong"}))
    assert "There is a problem" in page
    assert f'value="{ada.email}"' in page


def test_a_new_address_is_proved_by_a_code_before_it_counts(ada):
    client = confirmed(ada)
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(ada)})
    page = _check(client.get(reverse("account_email")))
    assert ada.email in page
    page = _check(client.post(reverse("account_email"), {"email": "not an address", "action_add": ""}))
    assert "There is a problem" in page

    answer = client.post(reverse("account_email"), {"email": "new@shop.example", "action_add": ""}, follow=True)
    page = _check(answer)
    assert "new@shop.example" in page
    assert 'name="code"' in page
    ada.refresh_from_db()
    assert ada.email == "ada@shop.example"
