"""People read the site, and get their mail, in the language that they chose."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from tests.accounts.test_sign_in import CODE
from tests.people import PASSWORD, administrator, seller, signed_in

pytestmark = pytest.mark.usefixtures("fresh_limits")


def language_of(client: Client, path: str = "/", **headers: str) -> str:
    return client.get(path, headers=headers)["Content-Language"]


def choose(client: Client, language: str) -> None:
    client.post(reverse("set_language"), {"language": language, "next": "/verify/"})


def test_a_visitor_gets_the_browsers_language_until_they_choose(client: Client) -> None:
    assert language_of(client, accept_language="es-MX,es;q=0.9") == "es"
    assert language_of(client, accept_language="zh-CN") == "zh-hans"
    assert language_of(client, accept_language="fr") == "en"
    choose(client, "es")
    assert language_of(client, accept_language="zh-CN") == "es"


def test_the_choice_goes_with_the_person_to_every_device(ada: User) -> None:
    choose(signed_in(ada), "zh-hans")
    assert language_of(signed_in(ada), accept_language="es") == "zh-hans"
    ada.refresh_from_db()
    assert ada.language == "zh-hans"


def test_the_choice_of_a_language_leads_back_to_the_page(client: Client) -> None:
    assert client.post(reverse("set_language"), {"language": "es", "next": "/verify/?ksn=1"}).url == "/verify/?ksn=1"
    assert client.post(reverse("set_language"), {"language": "es", "next": "https://evil.example/"}).url == "/"


def test_a_language_that_the_site_does_not_have_changes_nothing() -> None:
    ada = seller(language="es")
    client = signed_in(ada)
    choose(client, "de")
    ada.refresh_from_db()
    assert ada.language == "es"
    assert language_of(client) == "es"


def test_a_new_account_keeps_the_language_of_the_page(client: Client) -> None:
    form = {"email": "new@shop.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form, headers={"accept-language": "es"})
    code = CODE.search(mail.outbox[-1].body)[1]
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert User.objects.get(email="new@shop.example").language == "es"


def test_mail_is_in_the_language_of_the_recipient(client: Client) -> None:
    ada = seller(language="es")
    client.post(reverse("account_reset_password"), {"email": ada.email}, headers={"accept-language": "zh-CN"})
    with translation.override("es"):
        assert mail.outbox[0].subject == translation.gettext("Set a new password")
    assert "pidió una contraseña nueva para su cuenta" in mail.outbox[0].body
    assert "asked" not in mail.outbox[0].body


def test_the_desk_and_the_api_are_in_english_whatever_was_chosen() -> None:
    root = administrator()
    root.language = "es"
    root.save()
    assert language_of(signed_in(root), reverse("admin:index")) == "en"
    assert language_of(Client(), "/api/v1/shippers/KS1", accept_language="es") == "en"
