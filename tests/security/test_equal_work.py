"""Known and unknown addresses take the same work at sign-up, reset and sign-in, so that time and pages tell nobody."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import PASSWORD, seller

pytestmark = pytest.mark.usefixtures("fresh_limits")

KNOWN, NEW = "ada@shop.example", "new@shop.example"


@dataclass
class Work:
    """The cost of an answer, and the page to which the answer led."""

    hashings: int = 0
    mails: int = 0
    queries: list[str] = field(default_factory=list)
    status: int = 0
    url: str = ""


@pytest.fixture
def work_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, dict[str, str]], Work]:
    """Return a function that posts a form and returns the work of the answer."""
    seller(KNOWN)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, *args: Any) -> str:
        hashed.append(args[0])
        return encode(self, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def post(page: str, form: dict[str, str]) -> Work:
        hashed.clear()
        mail.outbox.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post(reverse(page), form)
        queries = [query["sql"] for query in asked.captured_queries]
        return Work(len(hashed), len(mail.outbox), queries, answer.status_code, answer.headers.get("Location", ""))

    return post


@pytest.mark.parametrize(
    ("page", "field", "rest", "hashings", "mails"),
    [
        ("account_signup", "email", {"password1": PASSWORD, "password2": PASSWORD}, 1, 1),
        ("account_reset_password", "email", {}, 0, 1),
        ("account_login", "login", {"password": "wrong"}, 2, 0),
    ],
    ids=["signing up", "a new password", "a wrong password"],
)
def test_work_for_a_known_and_an_unknown_address_is_the_same(
    work_of: Callable[..., Work], page: str, field: str, rest: dict[str, str], hashings: int, mails: int
) -> None:
    known, new = (work_of(page, rest | {field: email}) for email in (KNOWN, NEW))
    assert (known.hashings, known.mails) == (new.hashings, new.mails) == (hashings, mails)
    assert (known.status, known.url) == (new.status, new.url)
    if page == "account_reset_password":
        assert abs(len(known.queries) - len(new.queries)) <= 1, (known.queries, new.queries)


def page_after_sign_up(email: str, *, wrong_code: bool = False, again: bool = False) -> str:
    client = Client()
    client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD, "password2": PASSWORD})
    page = reverse("account_email_verification_sent")
    if again:
        cache.clear()
        client.post(page, {"action": "resend"})
    answer: HttpResponse = client.post(page, {"code": "WRONG1"}) if wrong_code else client.get(page)
    assert answer.status_code == 200
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"', "", answer.content.decode().replace(email, "EMAIL"))


@pytest.mark.parametrize("step", [{}, {"wrong_code": True}, {"again": True}], ids=["at once", "wrong code", "again"])
def test_the_page_after_signing_up_is_the_same_for_a_known_address(step: dict[str, bool]) -> None:
    seller(KNOWN)
    assert page_after_sign_up(KNOWN, **step) == page_after_sign_up(NEW, **step)
