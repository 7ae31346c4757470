"""Limits of signing in: by the visitor's true address, and so that a stranger does not lock an account's owner out."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.cache import cache
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.client_addresses import address_of, place_of
from apps.notices.models import Message
from config.engines import PROJECT
from tests.outbox import deliver
from tests.people import PASSWORD, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")

HOME, STRANGER, PROXY = "198.51.100.7", "192.0.2.66", "10.0.0.1"


def sign_in(email: str, password: str = PASSWORD, *, place: str, forwarded: str = "") -> HttpResponse:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    form = {"login": email, "password": password}
    return Client(REMOTE_ADDR=place).post(reverse("account_login"), form, headers=headers)


def is_signed_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302


def guess(email: str, times: int, *, place: str, forwarded: str = "") -> None:
    for number in range(times):
        assert not is_signed_in(sign_in(email, f"wrong {number}", place=place, forwarded=forwarded))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (1, "", PROXY),
        (1, "1.1.1.1, unknown", PROXY),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8:1:2::9]:4711", "2001:db8:1:2::9"),
        (1, "2001:db8:1:2::9", "2001:db8:1:2::9"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(proxies: int, forwarded: str, address: str) -> None:
    request = RequestFactory(REMOTE_ADDR=PROXY).get("/", headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=proxies):
        assert address_of(request) == address
        assert get_adapter(request).get_client_ip(request) == address


def test_all_addresses_of_one_subscriber_are_one_place() -> None:
    places = {place_of(RequestFactory(REMOTE_ADDR=f"2001:db8:1:2::{number}").get("/")) for number in range(1, 9)}
    assert places == {"2001:db8:1:2::"}


@pytest.mark.slow
def test_visitors_behind_one_proxy_are_told_apart(ada: User) -> None:
    with override_settings(TRUSTED_PROXIES=1):
        for number in range(20):
            sign_in(f"nobody{number}@shop.example", "wrong", place=PROXY, forwarded=STRANGER)
        assert is_signed_in(sign_in(ada.email, place=PROXY, forwarded=HOME))
        assert not is_signed_in(sign_in(ada.email, place=PROXY, forwarded=f"{HOME}, {STRANGER}")), "a made-up address"


def test_a_stranger_who_guesses_does_not_lock_the_owner_out(ada: User) -> None:
    guess(ada.email, 20, place=STRANGER)
    assert not is_signed_in(sign_in(ada.email, place=STRANGER)), "the stranger has no more attempts"
    assert is_signed_in(sign_in(ada.email, place=HOME))


@pytest.mark.slow
def test_guesses_from_many_addresses_end_but_not_at_the_place_of_the_owner(ada: User) -> None:
    assert is_signed_in(sign_in(ada.email, place=HOME))
    for number in range(25):
        guess(ada.email, 5, place=f"192.0.2.{number}")
    assert not is_signed_in(sign_in(ada.email, place="203.0.113.5")), "refused although the password is right"
    assert is_signed_in(sign_in(ada.email, place=HOME))


@pytest.mark.slow
def test_the_owner_is_told_once_a_day_of_many_wrong_passwords(ada: User) -> None:
    guess(ada.email, 5, place=STRANGER)
    assert not Message.objects.exists(), "everybody mistypes"
    for number in range(4):
        guess(ada.email, 5, place=f"192.0.2.{number}")
    deliver()
    message = Message.objects.get(recipient=ada)
    assert "wrong passwords" in message.body
    assert [sent.to for sent in mail.outbox] == [[ada.email]]
    cache.clear()
    with clock.at(clock.now() + timedelta(days=2)):
        for number in range(4):
            guess(ada.email, 5, place=f"192.0.2.{number}")
    assert Message.objects.filter(recipient=ada).count() == 2


@pytest.mark.slow
def test_staff_are_told_too_and_strangers_are_not(ada: User) -> None:
    officer = staff("officer")
    for number in range(4):
        guess(officer.email, 5, place=f"192.0.2.{number}")
        guess("nobody@shop.example", 5, place=f"192.0.3.{number}")
    assert [message.recipient for message in Message.objects.all()] == [officer]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (None, None, ["known_shipper.E001"]),
        (-1, None, ["known_shipper.E001"]),
        (0, None, []),
        (1, ("HTTP_X_FORWARDED_PROTO", "https"), []),
        (2, None, ["known_shipper.E002"]),
        (0, ("HTTP_X_FORWARDED_PROTO", "https"), ["known_shipper.E002"]),
    ],
)
def test_a_deployment_must_say_how_many_proxies_there_are(proxies: int | None, header: object, found: list) -> None:
    with override_settings(TRUSTED_PROXIES=proxies, SECURE_PROXY_SSL_HEADER=header):
        said = [message.id for message in run_checks(include_deployment_checks=True)]
    assert [code for code in said if code.startswith("known_shipper.E00")] == found


@pytest.mark.slow
def test_production_does_not_guess_the_number_of_proxies() -> None:
    given = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "ALLOWED_HOSTS": "known-shipper.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        **dict.fromkeys(("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY"), "x" * 60),
    }
    rest = {name: value for name, value in os.environ.items() if name not in ("TRUSTED_PROXIES", "BEHIND_PROXY")}
    asked = "from django.conf import settings; print(settings.TRUSTED_PROXIES)"
    said = [
        subprocess.run(
            [sys.executable, "-c", asked],
            cwd=PROJECT,
            env=rest | given | more,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for more in ({}, {"TRUSTED_PROXIES": "2", "BEHIND_PROXY": "true"})
    ]
    assert said == ["None", "2"]
