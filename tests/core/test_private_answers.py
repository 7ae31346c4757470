"""What somebody was shown who is signed in stays in no cache."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import seller, signed_in, staff

PAGES = ("/", "/verify/", "/guidance/", "/policy/", "/account/", "/home/", "/inbox/", "/accounts/2fa/", "/nothing-here")


@pytest.mark.parametrize("path", PAGES)
def test_answers_to_people_who_are_signed_in_are_not_stored(path: str) -> None:
    for client in (signed_in(seller()), signed_in(staff("officer"))):
        assert client.get(path)["Cache-Control"] == "private, no-store", path


@pytest.mark.parametrize("path", ["/admin/", "/admin/shippers/shipper/", "/api/v1/policies/current"])
def test_answers_to_staff_are_not_stored(path: str) -> None:
    assert signed_in(staff("officer")).get(path)["Cache-Control"] == "private, no-store"


def test_the_answer_that_begins_a_session_is_not_stored() -> None:
    answer = Client().post(
        reverse("account_signup"),
        {
            "email": "new@shop.example",
            "password1": "a long and plain sentence",
            "password2": "a long and plain sentence",
        },
    )
    assert "no-store" in answer["Cache-Control"]


def test_public_answers_to_visitors_without_a_session_may_be_stored() -> None:
    assert Client().get("/api/v1/policies/current").get("Cache-Control", "") == "public, max-age=300"
    assert "no-store" not in Client().get("/").get("Cache-Control", "")
