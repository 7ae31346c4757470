"""The token endpoint takes client credentials alone, works alike for known and unknown clients, and is limited."""

from base64 import b64encode
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.core import clock, fields
from apps.partners.models import ClientSecret, Partner
from tests.partners.client import PartnerClient, partner_client, token_of
from tests.people import PASSWORD, seller, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")

GRANTS = (
    "password",
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "implicit",
)


def ask(client_id: str, secret: str, *, path: str = "/oauth/token", address: str = "", **more: str) -> HttpResponse:
    basic = b64encode(f"{client_id}:{secret}".encode()).decode()
    asked = {"grant_type": "client_credentials", "token": "made-up"} | more
    return Client(REMOTE_ADDR=address or "127.0.0.1").post(path, asked, headers={"Authorization": f"Basic {basic}"})


def queries_of(client_id: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ask(client_id, "guess").status_code == 401
    return [query["sql"].replace(client_id, "?") for query in asked.captured_queries]


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("password", [PASSWORD, "not the password at all"])
def test_no_other_grant_exists_and_none_touches_a_user(partner: PartnerClient, grant: str, password: str) -> None:
    seller()
    staff("officer")
    for email in ("ada@shop.example", "officer@staff.example", "nobody@shop.example"):
        with CaptureQueriesContext(connection) as asked:
            answer = ask(
                partner.credentials.client_id,
                partner.credentials.client_secret,
                grant_type=grant,
                username=email,
                password=password,
            )
        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
        assert not [query for query in asked.captured_queries if "accounts_" in query["sql"]]


def test_a_known_client_and_an_unknown_one_cost_the_same_work(
    partner: PartnerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests: list[str] = []
    blind_index, encode = fields.blind_index, MD5PasswordHasher.encode

    def digest(value: str) -> bytes:
        digests.append("keyed")
        return blind_index(value)

    def hashed(self: MD5PasswordHasher, *args: Any) -> str:
        digests.append("password")
        return encode(self, *args)

    monkeypatch.setattr("apps.core.fields.blind_index", digest)
    monkeypatch.setattr(MD5PasswordHasher, "encode", hashed)
    with clock.at(clock.now()):
        known = queries_of(partner.credentials.client_id)
        work, digests = digests, []
        assert queries_of("A" * 40) == known
    assert digests == work == ["keyed"]


def test_a_secret_is_kept_as_a_digest_that_only_the_key_makes(partner: PartnerClient) -> None:
    client = Partner.objects.get(pk=partner.credentials.partner.pk).client
    kept = ClientSecret.objects.get(client=client).digest
    secret = partner.credentials.client_secret
    assert kept
    assert client.client_secret == "", "the library keeps none"
    assert secret not in kept
    assert "$" not in kept, "no slow hash of a password"
    other = partner_client()
    assert token_of(partner.credentials)["token_type"] == "Bearer"
    assert ask(other.credentials.client_id, secret).status_code == 401


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize("client_id", ["A" * 40, "its own"])
def test_wrong_secrets_from_one_address_are_refused_after_a_while(
    partner: PartnerClient, client_id: str, path: str
) -> None:
    client_id = partner.credentials.client_id if client_id == "its own" else client_id
    answers = [ask(client_id, f"guess {number}", path=path) for number in range(60)]
    assert {answer.status_code for answer in answers[:5]} == {401}
    assert {answer.status_code for answer in answers[-25:]} == {429}
    refused = answers[-1]
    assert int(refused["Retry-After"]) > 0
    assert refused.json()["error"] == "slow_down"
    assert refused["Cache-Control"] == "no-store"


def test_requests_from_one_address_that_name_many_clients_are_limited_too() -> None:
    answers = [ask(f"{number:040}", "guess").status_code for number in range(60)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_a_stranger_who_guesses_does_not_keep_the_partner_out(partner: PartnerClient) -> None:
    credentials = partner.credentials
    guesses = [ask(credentials.client_id, "guess", address="192.0.2.1").status_code for _number in range(60)]
    assert guesses[-1] == 429
    assert ask(credentials.client_id, credentials.client_secret, address="198.51.100.7").status_code == 200


@pytest.mark.slow
def test_a_client_gets_so_many_tokens_a_minute_from_wherever_it_asks(partner: PartnerClient) -> None:
    credentials = partner.credentials
    answers = [
        ask(credentials.client_id, credentials.client_secret, address=f"192.0.2.{number}") for number in range(70)
    ]
    assert answers[0].status_code == 200
    assert (answers[-1].status_code, answers[-1].json()["error"]) == (429, "slow_down")
    assert int(answers[-1]["Retry-After"]) > 0


def test_without_valkey_a_right_secret_gets_a_token(partner: PartnerClient, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    assert token_of(partner.credentials)["token_type"] == "Bearer"
