"""A recovery code works once, for its owner alone, is kept sealed, and can't be guessed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import fields
from tests.people import PASSWORD, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")


def codes_of(user: User) -> list[str]:
    return RecoveryCodes(
        Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()


def sign_in(user: User, *codes: str) -> Client:
    """Type the password of a person and then some codes, and return the client."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    for code in codes:
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_works_once(officer: User) -> None:
    first, second, *_ = codes_of(officer)
    assert is_in(sign_in(officer, first))
    assert not is_in(sign_in(officer, first))
    assert is_in(sign_in(officer, second))
    assert first not in codes_of(officer)


def test_a_code_is_its_owners_alone(officer: User) -> None:
    assert not is_in(sign_in(officer, *codes_of(staff("analyst"))[:3]))


def test_a_code_in_place_of_the_password_opens_nothing(officer: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": officer.email, "password": codes_of(officer)[0]})
    client.post(reverse("mfa_authenticate"), {"code": codes_of(officer)[0]})
    assert not is_in(client)


def test_what_is_kept_is_sealed(officer: User) -> None:
    """Whoever reads the database without `FIELD_KEYS` learns no code, and nothing that codes are made from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data::text FROM mfa_authenticator WHERE user_id = %s AND type = %s",
            [
                officer.pk,
                Authenticator.Type.RECOVERY_CODES,
            ],
        )
        kept = cursor.fetchone()[0]
    seed = fields.decrypt(json.loads(kept)["seed"].encode())
    assert seed not in kept
    assert [code for code in codes_of(officer) if code in kept] == []


@pytest.mark.slow
def test_guesses_come_to_an_end(officer: User) -> None:
    wrong = [f"{number:08}" for number in range(20) if f"{number:08}" not in codes_of(officer)]
    assert not is_in(sign_in(officer, *wrong, codes_of(officer)[0]))
