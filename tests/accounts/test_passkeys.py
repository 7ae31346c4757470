"""Passkeys, in a browser with a virtual authenticator, which holds real keys and answers as a device does."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.browsers import follow
from tests.people import PASSWORD, seller, staff

pytestmark = pytest.mark.slow

ANSWERS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": ANSWERS})


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def add_passkey(page: Page, name: str) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    if page.get_by_role("heading", name="Confirm that it is you").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        follow(page.get_by_role("button", name="Confirm"))
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.mark.slow
@pytest.mark.browser
def test_a_passkey_is_added_and_signs_in_alone_and_as_second_step(page: Page) -> None:
    ada = seller()
    with_authenticator(page)
    sign_in(page, ada.email)
    add_passkey(page, "my phone")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("my phone", exact=True)).to_be_visible()

    follow(page.get_by_role("button", name="Sign out"))
    page.goto("/accounts/login/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    follow(page.get_by_role("button", name="Sign out"))
    sign_in(page, ada.email)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/")
    follow(page.get_by_role("link", name="Remove (my phone)"))
    follow(page.get_by_role("link", name="Use a passkey"))
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


@pytest.mark.slow
@pytest.mark.browser
def test_a_passkey_is_a_second_factor_of_staff(page: Page) -> None:
    officer = staff("officer", factor=False)
    sign_in(page, officer.email)
    page.goto("/admin/")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Confirm"))
    follow(page.get_by_role("link", name="Use a passkey instead"))
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    with_authenticator(page)
    add_passkey(page, "key")
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Unassigned")).to_be_visible()


@pytest.mark.browser
def test_without_javascript_the_page_says_that_there_is_another_way(new_page) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/accounts/login/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).not_to_be_visible()


def test_a_made_up_passkey_is_refused() -> None:
    answer = Client().post(reverse("mfa_login_webauthn"), {"credential": '{"response": {}}'}, follow=True)
    assert "This passkey was not accepted" in answer.content.decode()


def test_staff_with_only_a_passkey_are_asked_for_the_passkey() -> None:
    officer = staff("officer", factor=False)
    Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("admin:index")).url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_people_set_their_own_name(ada: User, portal: Client) -> None:
    assert portal.post(reverse("portal:account"), {"name": " "}).status_code == 422
    portal.post(reverse("portal:account"), {"name": "Ada Lee"})
    ada.refresh_from_db()
    assert ada.name == "Ada Lee"
