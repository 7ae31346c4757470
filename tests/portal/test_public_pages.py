"""Public pages are valid HTML in every language, with links to the other languages."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.markup import assert_valid
from tests.people import PASSWORD

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def pages() -> dict[str, str]:
    return {
        "landing": reverse("portal:landing"),
        "eligibility": reverse("portal:eligibility"),
        "verify": reverse("portal:verify"),
        "verify, a typing error": f"{reverse('portal:verify')}?ksn=KS123",
        "verify, unknown": f"{reverse('portal:verify')}?ksn=KS23456789A5",
        "sign in": reverse("account_login"),
        "sign up": reverse("account_signup"),
        "password reset": reverse("account_reset_password"),
        "password reset, done": reverse("account_reset_password_done"),
        "no such page": "/no/such/page",
    }


@pytest.mark.slow
def test_public_pages_are_valid_in_every_language(client: Client) -> None:
    read = {}
    for language in LANGUAGES:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for name, path in pages().items():
            answer = client.get(path)
            assert answer.status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY), path
            read[f"{name} ({language})"] = answer.content.decode()
    signed_up = {"email": "new@shop.example", "password1": PASSWORD, "password2": PASSWORD}
    read["the code"] = client.post(reverse("account_signup"), signed_up, follow=True).content.decode()
    read["an error"] = render_to_string("500.html")
    assert_valid(read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_its_language_and_offers_the_others_by_their_own_names(client: Client, language: str) -> None:
    page = client.get("/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    for name in ("English", "Español", "简体中文"):
        assert page.count(f">{name}</button>") == 2, "at the top and at the bottom"


def test_a_form_that_came_back_leads_to_the_same_page_in_another_language(client: Client) -> None:
    """Assert this although the address of a form may take no GET."""
    page = reverse("account_signup")
    answer = client.post(page, {"email": "no address"}, headers={"referer": f"http://testserver{page}"})
    assert f'name="next" value="http://testserver{page}"' in answer.content.decode()


def test_the_validator_tells_what_is_wrong() -> None:
    with pytest.raises(AssertionError, match="a page, line 1"):
        assert_valid({"a page": "<!DOCTYPE html><p><div>wrong</div></p>"})
