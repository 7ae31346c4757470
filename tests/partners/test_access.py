import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.ledger.models import Reporter
from apps.partners import throttles
from apps.partners.models import ClientSecret, Partner
from apps.partners.scopes import SCOPES
from apps.partners.systems.services import partner_switch
from apps.partners.tasks import clear_tokens
from apps.shippers.ksn import new_ksn
from tests.partners.client import token_of
from tests.people import staff
from tests.standing.evaluations import enrolled

CHECKS = "/api/v1/status-checks"
ASKED = {"ksns": ["KS23456789AN"]}


def create(*arguments: str) -> dict:
    written = StringIO()
    call_command("partner_create", *arguments, stdout=written)
    return json.loads(written.getvalue())


def test_the_command_prints_what_the_system_signs_in_with_and_keeps_only_a_hash():
    printed = create("Blue Parcel", "--scope", "status:read", "ledger:write", "--reporter", "bpl", "--kind", "carrier")

    partner = Partner.objects.get(name="Blue Parcel")
    assert (partner.reporter.code, partner.reporter.kind) == ("bpl", "carrier")
    assert printed["scopes"] == ["ledger:write", "status:read"]
    kept = ClientSecret.objects.get(client__client_id=printed["client_id"])
    assert printed["client_secret"] not in kept.digest
    asked = {"grant_type": "client_credentials"} | {key: printed[key] for key in ("client_id", "client_secret")}
    answer = Client().post("/oauth/token", asked).json()
    assert answer["token_type"] == "Bearer"
    assert set(answer["scope"].split()) == {"ledger:write", "status:read"}


def test_an_agency_may_be_let_in_for_some_categories_of_violations_alone():
    create("FDA", "--scope", "ledger:write", "--kind", "agency", "--competence", "unsafe_goods", "missing_agency_data")
    reporter = Partner.objects.get().reporter
    assert reporter.competence == ["missing_agency_data", "unsafe_goods"]
    assert reporter.determines("unsafe_goods")
    assert not reporter.determines("marking")
    create("EPA", "--scope", "ledger:write", "--kind", "agency")
    create("CBP", "--scope", "ledger:write", "--kind", "agency", "--competence", "all")
    assert not Reporter.objects.get(code="epa").competence
    assert Reporter.objects.get(code="cbp").determines("marking")
    with pytest.raises(CommandError, match="Only an agency"):
        create("Blue Parcel", "--scope", "ledger:write", "--competence", "marking")
    assert Partner.objects.count() == 3


def test_a_reporter_never_changes_its_kind_in_silence():
    create("Blue Parcel", "--scope", "ledger:write", "--reporter", "bpl", "--kind", "carrier")
    with pytest.raises(CommandError, match="on record as a reporter of the kind carrier"):
        create("Blue Market", "--scope", "ledger:write", "--reporter", "bpl", "--kind", "marketplace")
    assert Partner.objects.get().reporter.kind == "carrier"


def test_expired_tokens_are_deleted_and_others_stay(partner):
    now = AccessToken.objects.get()
    AccessToken.objects.create(
        application=now.application, token="late", expires=clock.now() - timedelta(days=1), scope="status:read"
    )
    clear_tokens()
    assert set(AccessToken.objects.values_list("pk", flat=True)) == {now.pk}


def test_scopes_may_be_given_one_by_one():
    assert create("Blue Parcel", "--scope", "status:read", "--scope", "ledger:write")["scopes"] == [
        "ledger:write",
        "status:read",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Blue Parcel", "--scope", "everything"], "There are: status:read, ledger:write"),
        (["蓝色包裹", "--scope", "status:read"], "as whom the partner reports"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, said):
    with pytest.raises(CommandError, match=said):
        create(*arguments)


def test_a_name_is_taken_once():
    create("Blue Parcel", "--scope", "status:read")

    with pytest.raises(CommandError, match="already"):
        create("Blue Parcel", "--scope", "status:read")


def test_a_system_gets_no_scope_that_its_partner_has_not(partner_with):
    system = partner_with("status:read")

    assert token_of(system.credentials, scope="ledger:write")["error"] == "invalid_scope"
    assert token_of(system.credentials, scope="status:read")["scope"] == "status:read"


def test_a_wrong_secret_opens_nothing(partner):
    asked = {"grant_type": "client_credentials", "client_id": partner.credentials.client_id, "client_secret": "guess"}

    answer = Client().post("/oauth/token", asked)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_the_server_describes_itself():
    described = Client().get("/.well-known/oauth-authorization-server").json()

    site = settings.SITE["url"]
    assert described["issuer"] == site
    assert described["token_endpoint"] == f"{site}/oauth/token"
    assert described["jwks_uri"] == f"{site}/.well-known/jwks.json"
    assert described["grant_types_supported"] == ["client_credentials"]
    assert "private_key_jwt" in described["token_endpoint_auth_methods_supported"]
    assert "none" not in described["token_endpoint_auth_signing_alg_values_supported"]
    assert set(described["scopes_supported"]) == SCOPES.keys()


def test_without_a_token_401_says_how_to_get_one():
    answer = Client().post(CHECKS, ASKED, "application/json")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="known-shipper"'
    assert answer["Content-Type"] == "application/problem+json"
    assert "/oauth/token" in answer.json()["detail"]


def test_a_token_that_nobody_issued_is_told_apart():
    answer = Client().post(CHECKS, ASKED, "application/json", headers={"Authorization": "Bearer made-up"})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    assert answer.json()["type"].endswith("/invalid-token")


def test_a_missing_scope_is_named(partner_with):
    answer = partner_with("ledger:write").send(CHECKS, ASKED)

    assert answer.status_code == 403
    assert 'error="insufficient_scope", scope="status:read"' in answer["WWW-Authenticate"]
    assert "status:read" in answer.json()["detail"]
    assert answer.json()["type"].endswith("/missing-scope")


def test_a_system_may_revoke_its_token(partner):
    assert partner.send(CHECKS, ASKED).status_code == 200
    credentials = partner.credentials
    token = partner.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")

    revoked = Client().post(
        "/oauth/revoke",
        {"token": token, "client_id": credentials.client_id, "client_secret": credentials.client_secret},
    )

    assert revoked.status_code == 200
    assert partner.send(CHECKS, ASKED).status_code == 401


def test_an_expired_token_is_refused(partner):
    AccessToken.objects.update(expires="2020-01-01T00:00:00Z")

    assert partner.send(CHECKS, ASKED).status_code == 401


def test_a_partner_shut_out_is_out_at_once_and_gets_no_new_scope(partner):
    supervisor = staff("supervisor")

    partner_switch(actor=supervisor, partner_id=partner.credentials.partner.pk, active=False)
    assert partner.send(CHECKS, ASKED).status_code == 401
    assert token_of(partner.credentials, scope="status:read")["error"] == "invalid_scope"

    partner_switch(actor=supervisor, partner_id=partner.credentials.partner.pk, active=True)
    assert partner.send(CHECKS, ASKED).status_code == 200


def test_a_scope_taken_away_is_missing_at_once(partner):
    Partner.objects.update(scopes=["ledger:write"])

    assert partner.send(CHECKS, ASKED).status_code == 403


def test_too_many_calls_are_told_how_long_to_wait(partner):
    with override_settings(PARTNER_QUESTIONS_PER_MINUTE=0):
        answer = partner.send(CHECKS, ASKED)

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["type"].endswith("/too-many-requests")


def test_without_valkey_nobody_is_held_up(partner, settings):
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}

    with override_settings(CACHES={"default": away}):
        assert partner.send(CHECKS, ASKED).status_code == 200


def quota(answer) -> int:
    policy, left = answer["RateLimit-Policy"], answer["RateLimit"]
    assert policy == f'"questions";q={settings.PARTNER_QUESTIONS_PER_MINUTE};w=60'
    found = re.fullmatch(r'"questions";r=(\d+);t=(\d+)', left)
    assert found
    assert 1 <= int(found[2]) <= 60
    return int(found[1])


@override_settings(PARTNER_QUESTIONS_PER_MINUTE=10)
def test_a_batch_counts_as_many_questions_as_it_has_numbers(partner, monkeypatch):
    monkeypatch.setattr(throttles.time, "time", lambda: 1_000_000_000.0)
    ksn = enrolled().ksn
    assert quota(partner.get(f"/api/v1/shippers/{ksn}")) == 9
    assert quota(partner.get(f"/api/v1/shippers/{new_ksn()}")) == 8
    assert quota(partner.send(CHECKS, {"ksns": [ksn] * 3})) == 5
    beyond = partner.send(CHECKS, {"ksns": [ksn] * 6})
    assert (beyond.status_code, beyond["Retry-After"]) == (429, "20")
    # What was refused is not counted, but for the call itself.
    assert quota(beyond) == 4
    assert quota(partner.send(CHECKS, {"ksns": [ksn] * 4})) == 0
    assert partner.get(f"/api/v1/shippers/{ksn}").status_code == 429
    monkeypatch.setattr(throttles.time, "time", lambda: 1_000_000_060.0)
    assert quota(partner.get(f"/api/v1/shippers/{ksn}")) == 9


@override_settings(PARTNER_QUESTIONS_PER_MINUTE=1_000)
def test_a_process_counts_a_hundredth_of_the_quota_at_a_time_and_tells_what_is_left(partner, monkeypatch):
    monkeypatch.setattr(throttles.time, "time", lambda: 2_000_000_000.0)
    ksn = enrolled().ksn
    assert [quota(partner.get(f"/api/v1/shippers/{ksn}")) for _ in range(12)] == list(range(999, 987, -1))
