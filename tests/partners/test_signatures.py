"""Keys that sign, from the day on which they are published until what they signed has expired."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

from apps.core import clock
from apps.events.models import Event
from apps.partners.models import SigningKey
from apps.partners.signatures.services import (
    MAX_VALIDITY,
    PUBLISHED_BEFORE,
    SIGNING_TIME,
    claims_sign,
    content_sign,
    signing_key_withdraw,
    signing_keys_rotate,
)
from apps.partners.tasks import rotate_signing_keys
from tests.races import at_once

PATH = "/.well-known/jwks.json"
TYP = "test+jwt"


def published() -> dict:
    return Client().get(PATH).json()


def signed(*, valid: timedelta = timedelta(hours=24), **claims: object) -> str:
    now = clock.now()
    return claims_sign(claims=claims, typ=TYP, issued_at=now, valid_until=now + valid)


def verified(token: str) -> jwt.Token:
    """Verify a token with the keys that are published now."""
    return jwt.decode(token, KeySet.import_key_set(published()), ["ES256"])


class TestKeys:
    def test_a_new_site_signs_at_once_and_publishes_the_key(self, settings):
        token = verified(signed(sub="KS1"))

        assert token.header == {"alg": "ES256", "typ": TYP, "kid": SigningKey.objects.get().kid}
        assert token.claims["iss"] == settings.SITE["url"]
        assert token.claims["sub"] == "KS1"
        assert token.claims["exp"] - token.claims["iat"] == 24 * 3600

    def test_another_library_verifies_by_the_published_keys(self):
        token = signed(sub="KS1")
        keys = JWKSet.from_json(Client().get(PATH).text)

        assert json.loads(JWT(jwt=token, key=keys, algs=["ES256"]).claims)["sub"] == "KS1"

    def test_content_that_is_no_jwt_is_signed_as_it_is(self):
        content = content_sign(content=b"a,b\n1,2\n", typ="test", valid_until=clock.now())

        assert jws.deserialize_compact(content, KeySet.import_key_set(published())).payload == b"a,b\n1,2\n"

    def test_only_the_public_part_is_published_and_the_private_part_is_kept_encrypted(self):
        key = signing_keys_rotate()

        (shown,) = published()["keys"]
        assert shown.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert (shown["kid"], shown["use"], shown["alg"]) == (key.kid, "sig", "ES256")
        with connection.cursor() as cursor:
            cursor.execute("SELECT private FROM partners_signingkey")
            kept = bytes(cursor.fetchone()[0])
        assert SigningKey.objects.get().private["d"].encode() not in kept
        assert kept.startswith(b"gAAAA")

    def test_any_cache_and_any_page_may_keep_the_keys(self):
        signing_keys_rotate()
        answer = Client().get(PATH)

        assert answer["Content-Type"] == "application/jwk-set+json"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Vary" not in answer
        assert Client().get(PATH, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        assert Client().post(PATH).status_code == 405

    def test_nothing_is_signed_for_longer_than_its_key_stays_published(self):
        with pytest.raises(ValueError, match="31 days"):
            signed(valid=MAX_VALIDITY + timedelta(seconds=1))


class TestRotation:
    def test_the_next_key_is_published_before_it_signs_and_the_last_until_what_it_signed_expires(self):
        begin = clock.now()
        with clock.at(begin):
            first = signing_keys_rotate()

        with clock.at(begin + SIGNING_TIME - PUBLISHED_BEFORE - timedelta(seconds=1)):
            rotate_signing_keys()
            assert len(published()["keys"]) == 1
        with clock.at(begin + SIGNING_TIME - PUBLISHED_BEFORE):
            rotate_signing_keys()
            rotate_signing_keys()
            second = SigningKey.objects.exclude(pk=first.pk).get()
            assert [key["kid"] for key in published()["keys"]] == [second.kid, first.kid]
            assert verified(signed()).header["kid"] == first.kid
        with clock.at(begin + SIGNING_TIME - timedelta(seconds=1)):
            last = signed(valid=MAX_VALIDITY)
        with clock.at(begin + SIGNING_TIME):
            assert verified(signed()).header["kid"] == second.kid
            rotate_signing_keys()
            first.refresh_from_db()
            assert first.private is None, "who steals the table can't sign for the past"
        with clock.at(begin + SIGNING_TIME + MAX_VALIDITY - timedelta(seconds=2)):
            assert verified(last).header["kid"] == first.kid
        with clock.at(begin + SIGNING_TIME + MAX_VALIDITY):
            assert [key["kid"] for key in published()["keys"]] == [second.kid]

        kinds = Event.objects.filter(kind__startswith="signing_key.").order_by("pk").values_list("kind", "subject_id")
        assert list(kinds) == [
            ("signing_key.published", first.pk),
            ("signing_key.published", second.pk),
            ("signing_key.ended", first.pk),
        ]

    def test_a_schedule_that_did_not_run_keeps_nobody_from_signing(self):
        first = signing_keys_rotate()

        with clock.at(clock.now() + 3 * SIGNING_TIME):
            token = verified(signed())

        assert token.header["kid"] != first.kid

    def test_a_withdrawn_key_is_published_no_more_and_another_signs_at_once(self):
        first = signing_keys_rotate()
        token = signed()

        signing_key_withdraw(kid=first.kid)

        assert verified(signed()).header["kid"] != first.kid
        with pytest.raises(InvalidKeyIdError):
            verified(token)
        first.refresh_from_db()
        assert first.private is None
        assert Event.objects.filter(kind="signing_key.withdrawn", subject_id=first.pk).count() == 1

    def test_the_commands_say_which_keys_there_are_and_withdraw_one(self):
        written = StringIO()
        call_command("signing_keys_rotate", stdout=written)
        kid = SigningKey.objects.get().kid
        assert kid in written.getvalue()
        assert "signs now" in written.getvalue()

        call_command("signing_key_withdraw", "--", kid, stdout=written)
        with pytest.raises(CommandError, match="no signing key"):
            call_command("signing_key_withdraw", "unknown")
        assert kid not in json.dumps(published())


@pytest.mark.slow
def test_processes_that_begin_to_sign_together_make_one_key(live_db):
    at_once(*[signed] * 4)
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize("address", ["oauth-authorization-server", "jwks.json"])
def test_what_programs_read_first_is_only_read(address):
    answer = Client(enforce_csrf_checks=True).post(f"/.well-known/{address}")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
