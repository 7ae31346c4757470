"""A member of staff sets up a first factor, in a real transaction, since the session is marked at its commit."""

import pytest
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, code_from, staff


@pytest.mark.slow
def test_staff_reach_no_page_before_they_set_up_a_second_factor(client: Client, live_db: str) -> None:
    officer = staff("officer", factor=False)
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
    for path in (reverse("admin:index"), reverse("portal:landing"), reverse("mfa_index"), "/nothing/"):
        assert client.get(path).url == reverse("mfa_activate_totp")

    client.post(client.get(reverse("mfa_activate_totp")).url, {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session[SECRET_SESSION_KEY]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_from(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("admin:index")).status_code == 200
