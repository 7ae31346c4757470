"""How systems prove who they are: by a signed assertion, or by a secret."""

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from joserfc.jwk import ECKey, OKPKey
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.partners.credentials.services import (
    CLOCK_SKEW,
    MAX_ASSERTION_TIME,
    MAX_KEYS,
    SECRET_OVERLAP,
    client_key_add,
    client_key_end,
    client_secret_add,
    client_secret_end,
)
from apps.partners.models import ClientKey, ClientSecret, UsedAssertion
from apps.partners.tasks import clear_tokens
from tests.partners.client import PartnerClient, partner_client
from tests.partners.proofs import EC, ED, OTHER_EC, RSA, application_of, assertion, by_assertion, by_secret, public
from tests.people import signed_in, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")

# An RSA key of 1,024 bits, which no software makes any more without a warning.
SHORT_RSA = {"kty": "RSA", "e": "AQAB", "n": "8" + "A" * 169 + "E"}


class TestAssertions:
    """A system without a secret: nothing that it sends is of use to somebody else (RFC 7523)."""

    @pytest.fixture
    def partner(self, partner: PartnerClient) -> PartnerClient:
        """A system with a key of each kind."""
        for kid, key in (("ec", EC), ("rsa", RSA), ("ed", ED)):
            client_key_add(client_id=application_of(partner), jwk=public(key) | {"kid": kid})
        return partner

    @pytest.mark.parametrize(
        ("key", "alg", "kid"),
        [
            (EC, "ES256", "ec"),
            (EC, "ES256", None),
            (RSA, "PS256", "rsa"),
            (RSA, "RS256", None),
            (ED, "EdDSA", "ed"),
            (ED, "Ed25519", None),
        ],
    )
    def test_each_algorithm_gives_a_token(self, partner, key, alg, kid):
        answer = by_assertion(assertion(partner, key, alg=alg, header={"kid": kid} if kid else None))

        token = answer.json()["access_token"]
        asked = Client().get("/api/v1/status-changes", headers={"Authorization": f"Bearer {token}"})
        assert asked.status_code == 200

    def test_an_assertion_that_expires_late_is_good_for_five_minutes(self, partner):
        late = {"exp": timedelta(hours=1)}

        assert by_assertion(assertion(partner, **late)).status_code == 200
        assert by_assertion(assertion(partner, iat=-MAX_ASSERTION_TIME, **late)).status_code == 200
        assert UsedAssertion.objects.latest("pk").expires_at < clock.now() + 2 * CLOCK_SKEW

    @pytest.mark.parametrize("aud", ["issuer", ["https://other.example", "issuer"]])
    def test_the_server_may_be_meant_by_its_issuer_too(self, partner, settings, aud):
        told = json.loads(json.dumps(aud).replace("issuer", settings.SITE["url"]))

        assert by_assertion(assertion(partner, aud=told)).status_code == 200

    def test_a_token_is_given_back_by_an_assertion(self, partner):
        token = by_assertion(assertion(partner)).json()["access_token"]

        assert by_assertion(assertion(partner), path="/oauth/revoke", token=token).status_code == 200

        asked = Client().get("/api/v1/status-changes", headers={"Authorization": f"Bearer {token}"})
        assert asked.status_code == 401

    @pytest.mark.parametrize(
        "claims",
        [
            {"aud": "https://other.example/oauth/token"},
            {"aud": [{"url": 1}, 2]},
            {"aud": None},
            {"iss": "somebody"},
            {"sub": "A" * 40},
            {"jti": None},
            {"jti": ""},
            {"jti": 7},
            {"jti": "x" * 201},
            {"exp": None},
            {"exp": "soon"},
            {"exp": True},
            {"exp": 1e300},
            {"exp": -CLOCK_SKEW - timedelta(seconds=1)},
            {"exp": MAX_ASSERTION_TIME + CLOCK_SKEW + timedelta(seconds=5), "iat": None},
            {"exp": timedelta(hours=1), "iat": -MAX_ASSERTION_TIME - CLOCK_SKEW - timedelta(seconds=1)},
            {"nbf": CLOCK_SKEW + timedelta(seconds=5)},
            {"iat": CLOCK_SKEW + timedelta(seconds=5)},
        ],
        ids=str,
    )
    def test_an_assertion_that_says_something_else_is_refused(self, partner, claims):
        self.refused(by_assertion(assertion(partner, **claims)))

    def refused(self, answer: HttpResponse) -> None:
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")

    def test_an_assertion_works_once(self, partner):
        sent = assertion(partner, jti="once")

        assert by_assertion(sent).status_code == 200
        self.refused(by_assertion(sent))
        self.refused(by_assertion(assertion(partner, jti="once")))

    def test_the_same_jti_of_another_client_is_another_assertion(self, partner):
        other = partner_client()
        client_key_add(client_id=application_of(other), jwk=public(OTHER_EC))

        assert by_assertion(assertion(partner, jti="once")).status_code == 200
        assert by_assertion(assertion(other, OTHER_EC, jti="once")).status_code == 200

    def test_what_was_used_is_forgotten_once_it_has_expired(self, partner):
        by_assertion(assertion(partner))
        clear_tokens()
        assert UsedAssertion.objects.count() == 1

        with clock.at(clock.now() + MAX_ASSERTION_TIME + 2 * CLOCK_SKEW):
            clear_tokens()
        assert not UsedAssertion.objects.exists()

    def test_the_key_of_another_client_opens_nothing(self, partner):
        other = partner_client()
        client_key_add(client_id=application_of(other), jwk=public(OTHER_EC) | {"kid": "theirs"})

        self.refused(by_assertion(assertion(partner, OTHER_EC)))
        self.refused(by_assertion(assertion(partner, OTHER_EC, header={"kid": "theirs"})))
        self.refused(by_assertion(assertion(partner, OTHER_EC, header={"kid": "ec"})))

    @pytest.mark.parametrize("kid", ["another", "e\0c", "\ud800", "x" * 500])
    def test_a_key_id_that_no_key_has_opens_nothing(self, partner, kid):
        self.refused(by_assertion(assertion(partner, header={"kid": kid})))

    def test_a_key_that_the_assertion_brings_along_is_not_believed(self, partner):
        self.refused(by_assertion(assertion(partner, OTHER_EC, header={"jwk": public(OTHER_EC)})))

    def test_an_unsigned_assertion_is_refused(self, partner):
        parts = assertion(partner).split(".")
        unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")

        self.refused(by_assertion(f"{unsigned}.{parts[1]}."))
        self.refused(by_assertion(f"{parts[0]}.{parts[1]}."))
        self.refused(by_assertion(f"{unsigned}.{parts[1]}.{parts[2]}"))

    @pytest.mark.parametrize("secret", [RSA.as_pem(private=False), json.dumps(public(RSA)).encode(), b""])
    def test_a_public_key_does_not_pass_for_the_secret_of_an_hmac(self, partner, secret):
        payload = assertion(partner, RSA, alg="RS256").split(".")[1]
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"rsa"}').decode().rstrip("=")
        mac = hmac.new(secret, f"{head}.{payload}".encode(), hashlib.sha256).digest()

        self.refused(by_assertion(f"{head}.{payload}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"))

    def test_a_changed_assertion_is_refused(self, partner):
        head, _payload, signature = assertion(partner).split(".")

        self.refused(
            by_assertion(f"{head}.{assertion(partner, exp=clock.now().timestamp() + 99).split('.')[1]}.{signature}")
        )

    @pytest.mark.parametrize(
        "sent",
        [
            "",
            ".",
            "..",
            "a.b.c",
            "{",
            "ä.ö.ü",
            "e30.e30.e30",
            base64.urlsafe_b64encode(b"[" * 1400).decode() + ".e30.e30",
        ],
    )
    def test_what_is_no_assertion_is_refused(self, partner, sent):
        self.refused(by_assertion(sent))

    def test_a_key_that_has_ended_opens_nothing(self, partner):
        client_key_end(client_id=application_of(partner), kid="ec")

        self.refused(by_assertion(assertion(partner)))
        assert by_assertion(assertion(partner, ED, alg="EdDSA")).status_code == 200

    def test_one_proof_at_a_time_and_of_one_client(self, partner):
        secret, other = partner.credentials.client_secret, partner_client()

        self.refused(by_assertion(assertion(partner), client_secret=secret))
        self.refused(by_assertion(assertion(partner), client_id=other.credentials.client_id))
        self.refused(by_assertion(assertion(partner), client_assertion_type="urn:other"))
        assert by_assertion(assertion(partner), client_id=partner.credentials.client_id).status_code == 200

    def test_wrong_assertions_are_counted_like_wrong_secrets(self, partner):
        answers = [by_assertion(assertion(partner, OTHER_EC)).status_code for _number in range(25)]

        assert (answers[0], answers[-1]) == (401, 429)


class TestKeys:
    @pytest.mark.parametrize(
        ("jwk", "why"),
        [
            (EC.as_dict(private=True), "private key"),
            (RSA.as_dict(private=True), "private key"),
            ({"kty": "oct", "k": "c2VjcmV0"}, "private key"),
            (public(ECKey.generate_key("P-384")), "P-256"),
            (public(OKPKey.generate_key("X25519")), "Ed25519"),
            (SHORT_RSA, "2048"),
            ({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, "not a public key"),
            ({"kty": "RSA"}, "not a public key"),
            ({}, "not a public key"),
            (public(EC) | {"kid": "x" * 101}, "at most 100"),
            (public(EC) | {"kid": "e\0c"}, "at most 100"),
        ],
    )
    def test_a_key_that_is_not_taken_is_refused_with_the_reason(self, partner, jwk, why):
        with pytest.raises(InvalidInput, match=why):
            client_key_add(client_id=application_of(partner), jwk=jwk)

    def test_a_key_id_is_used_once_and_keys_are_few(self, partner):
        for number in range(MAX_KEYS):
            client_key_add(client_id=application_of(partner), jwk=public(EC) | {"kid": f"key {number}"})
        for kid in ("key 1", "another"):
            with pytest.raises(Conflict):
                client_key_add(client_id=application_of(partner), jwk=public(EC) | {"kid": kid})

    def test_the_commands_register_a_set_of_keys_and_end_one(self, partner, tmp_path: Path):
        name, file, written = partner.credentials.partner.name, tmp_path / "jwks.json", StringIO()
        file.write_text(json.dumps({"keys": [public(EC), public(ED) | {"kid": "ed", "use": "sig"}]}))

        call_command("partner_key_add", name, str(file), stdout=written)
        assert set(ClientKey.objects.values_list("kid", flat=True)) == {EC.thumbprint(), "ed"}
        assert by_assertion(assertion(partner)).status_code == 200
        call_command("partner_key_end", "--", name, EC.thumbprint(), stdout=written)
        assert by_assertion(assertion(partner)).status_code == 401
        file.write_text("[]")
        with pytest.raises(CommandError, match="JSON Web Key"):
            call_command("partner_key_add", name, str(file))


@pytest.mark.slow
def test_authlib_signs_in_by_a_key(site: LiveServer):
    partner = partner_client()
    client_key_add(client_id=application_of(partner), jwk=public(EC))
    described = Client().get("/.well-known/oauth-authorization-server").json()
    session = OAuth2Client(partner.credentials.client_id, EC, token_endpoint_auth_method="private_key_jwt")
    session.register_client_auth_method(PrivateKeyJWT(described["token_endpoint"], alg="ES256"))

    with session:
        session.fetch_token(described["token_endpoint"])
        answer = session.get(f"{site.url}/api/v1/status-changes")

    assert answer.status_code == 200


class TestSecrets:
    def test_a_second_secret_works_beside_the_first_until_that_ends(self, partner):
        first = partner.credentials.client_secret
        _secret, second = client_secret_add(client_id=application_of(partner))

        assert (by_secret(partner, first), by_secret(partner, second)) == (200, 200)
        with clock.at(clock.now() + SECRET_OVERLAP):
            assert (by_secret(partner, first), by_secret(partner, second)) == (401, 200)

    def test_two_secrets_work_and_no_third(self, partner):
        secret, _text = client_secret_add(client_id=application_of(partner))
        with pytest.raises(Conflict):
            client_secret_add(client_id=application_of(partner))

        client_secret_end(client_id=application_of(partner), secret_id=secret.pk)

        assert client_secret_add(client_id=application_of(partner))
        told = Event.objects.filter(kind__startswith="client.").order_by("pk")
        assert list(told.values_list("kind", "subject_id")) == [
            (kind, partner.credentials.partner.pk)
            for kind in ("client.secret_added", "client.secret_added", "client.secret_ended", "client.secret_added")
        ]

    def test_a_secret_that_is_ended_stops_at_once_and_only_its_own_client_has_it(self, partner):
        other = partner_client()
        secret = ClientSecret.objects.get(client=application_of(partner))
        with pytest.raises(NotFound):
            client_secret_end(client_id=application_of(other), secret_id=secret.pk)

        client_secret_end(client_id=application_of(partner), secret_id=secret.pk)

        assert by_secret(partner, partner.credentials.client_secret) == 401
        assert by_secret(other, other.credentials.client_secret) == 200

    def test_staff_need_the_permission(self, partner):
        with pytest.raises(NotAllowed):
            client_secret_add(client_id=application_of(partner), actor=staff("officer"))

    def test_the_commands_print_the_secret_once_and_end_one(self, partner):
        name, written = partner.credentials.partner.name, StringIO()

        call_command("partner_secret_add", name, "--overlap-days", "7", stdout=written)
        printed = json.loads(written.getvalue())
        assert by_secret(partner, printed["client_secret"]) == 200
        first, second = printed["secrets"]
        assert datetime.fromisoformat(first["ends"]) - clock.now() <= timedelta(days=7)
        assert (second["number"], second["ends"]) == (printed["number"], None)
        call_command("partner_secret_end", name, str(first["number"]), stdout=written)
        assert by_secret(partner, partner.credentials.client_secret) == 401
        with pytest.raises(CommandError, match="no partner of the name"):
            call_command("partner_secret_add", "Nobody")


class TestDesk:
    """What a supervisor does for a partner, without a command line."""

    @pytest.fixture
    def desk(self) -> Client:
        return signed_in(staff("supervisor"))

    def act(self, desk: Client, model: str, action: str, *rows: int) -> HttpResponse:
        return desk.post(reverse(f"admin:partners_{model}_changelist"), {"action": action, "_selected_action": rows})

    def test_a_second_secret_is_shown_once(self, partner, desk):
        answer = self.act(desk, "partner", "give_secret", partner.credentials.partner.pk)

        (secret,) = re.findall(r"<code>(\w{128})</code>", answer.text)
        assert by_secret(partner, secret) == 200
        assert "no-store" in answer["Cache-Control"]
        assert "works until" in answer.text
        again = desk.get(reverse("admin:partners_partner_changelist"))
        assert secret not in again.text
        refused = self.act(desk, "partner", "give_secret", partner.credentials.partner.pk)
        assert "End one of them first" in desk.get(refused["Location"]).text

    def test_a_secret_and_a_key_are_ended(self, partner, desk):
        key = client_key_add(client_id=application_of(partner), jwk=public(EC))
        secret = ClientSecret.objects.get()

        self.act(desk, "clientsecret", "end", secret.pk)
        self.act(desk, "clientkey", "end", key.pk)

        assert by_secret(partner, partner.credentials.client_secret) == 401
        assert by_assertion(assertion(partner)).status_code == 401
        assert Event.objects.filter(kind__endswith="_ended", actor__isnull=False).count() == 2

    def test_a_key_is_added_and_a_private_one_refused(self, partner, desk):
        asked = {"client": application_of(partner), "public": json.dumps(public(EC))}
        path = reverse("admin:partners_clientkey_add")

        refused = desk.post(path, asked | {"public": json.dumps(EC.as_dict(private=True))})
        assert "This is a private key" in refused.text
        assert desk.post(path, asked).status_code == 302
        assert by_assertion(assertion(partner)).status_code == 200
