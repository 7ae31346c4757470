"""Answers that come signed, so that whoever holds one can show it to others."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.partners.models import Look, SigningKey
from apps.partners.signatures.services import signing_key_withdraw
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.ksn import new_ksn
from tests.partners.client import PartnerClient
from tests.standing.evaluations import enrolled, evaluated

SIGNED = {"Accept": "application/jwt"}
CHECKS = "/api/v1/status-checks"


def path(ksn: str) -> str:
    return f"/api/v1/shippers/{ksn}"


def verified(answer) -> jwt.Token:
    """Verify an answer with the keys that are published now."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/jwt")
    return jwt.decode(answer.text, KeySet.import_key_set(Client().get("/.well-known/jwks.json").json()), ["ES256"])


def life() -> timedelta:
    """How long an answer is valid."""
    return timedelta(hours=terms_of(policy_on(clock.today())).clocks.status_hours)


def test_an_answer_comes_signed_and_says_the_same(partner, settings):
    ksn = enrolled(tier=2).ksn

    with clock.at(clock.now()):
        token = verified(partner.get(path(ksn), headers=SIGNED))
        plain = partner.get(path(ksn)).json()

    assert token.header["typ"] == "known-shipper-status+jwt"
    told = token.claims
    assert (told.pop("iss"), told.pop("sub")) == (settings.SITE["url"], ksn)
    assert told.pop("iat") == datetime.fromisoformat(plain["as_of"]).timestamp()
    assert told.pop("exp") == datetime.fromisoformat(plain["valid_until"]).timestamp()
    assert told == plain


def test_a_signed_answer_is_noted_and_takes_one_statement_more(partner, django_assert_num_queries):
    ksn = enrolled().ksn
    partner.get(path(ksn), headers=SIGNED)

    with django_assert_num_queries(2):
        partner.get(path(ksn), headers=SIGNED)

    assert Look.objects.filter(ksn=ksn).count() == 2


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/jwt, application/json;q=0.5", "application/jwt"),
        ("application/jwt;q=0.5, application/json", "application/json"),
        ("application/*", "application/json"),
        ("text/html, application/jwt;q=0.1", "application/jwt"),
    ],
)
def test_the_form_that_is_preferred_is_given(partner, accept, form):
    assert partner.get(path(enrolled().ksn), headers={"Accept": accept})["Content-Type"] == form


@pytest.mark.parametrize("accept", ["text/csv", "application/json;q=0"])
def test_a_form_that_is_not_offered_is_406(partner, accept):
    ksn = enrolled().ksn

    for answer in (
        partner.get(path(ksn), headers={"Accept": accept}),
        partner.send(CHECKS, {"ksns": [ksn]}, Accept=accept),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")


def test_refusals_are_problems_also_where_a_signed_answer_was_asked_for(partner):
    answer = partner.get(path(new_ksn()), headers=SIGNED)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


class TestEntityTags:
    """304 says that the token at hand is as good as a new one."""

    @pytest.fixture
    def partner(self, partner: PartnerClient) -> PartnerClient:
        """A system whose access token outlasts the day."""
        AccessToken.objects.update(expires=clock.now() + 4 * life())
        return partner

    def same(self, partner, ksn: str, tag: str) -> object:
        return partner.get(path(ksn), headers=SIGNED | {"If-None-Match": tag})

    def at_the_beginning_of_a_half(self) -> datetime:
        half = life().total_seconds() / 2
        return datetime.fromtimestamp((clock.now().timestamp() // half + 1) * half, tz=clock.now().tzinfo)

    def test_each_form_has_tags_of_its_own(self, partner):
        ksn = enrolled().ksn
        plain, signed = partner.get(path(ksn)), partner.get(path(ksn), headers=SIGNED)

        assert plain["ETag"] != signed["ETag"]
        assert plain["Vary"] == signed["Vary"] == "Accept, Authorization"
        assert self.same(partner, ksn, plain["ETag"]).status_code == 200
        assert self.same(partner, ksn, signed["ETag"]).status_code == 304
        assert partner.get(path(ksn), headers={"If-None-Match": signed["ETag"]}).status_code == 200

    def test_at_least_half_of_the_time_of_a_token_is_left_where_nothing_has_changed(self, partner):
        ksn, begin = enrolled().ksn, self.at_the_beginning_of_a_half()
        with clock.at(begin):
            tag = partner.get(path(ksn), headers=SIGNED)["ETag"]

        with clock.at(begin + life() / 2 - timedelta(seconds=1)):
            late = self.same(partner, ksn, tag)
        with clock.at(begin + life() / 2):
            renewed = self.same(partner, ksn, tag)

        left = int(late["Cache-Control"].removeprefix("private, max-age="))
        assert (late.status_code, left) == (304, life().total_seconds() / 2 + 1)
        assert renewed.status_code == 200

    def test_a_change_and_another_key_make_another_tag(self, partner):
        shipper = enrolled(tier=1)
        with clock.at(self.at_the_beginning_of_a_half()):
            tag = partner.get(path(shipper.ksn), headers=SIGNED)["ETag"]
            signing_key_withdraw(kid=SigningKey.objects.get().kid)
            renewed = self.same(partner, shipper.ksn, tag)
            evaluated(shipper, enter=2, keep=2)
            changed = self.same(partner, shipper.ksn, renewed["ETag"])

            assert verified(renewed).claims["tier"] == 1
            assert verified(changed).claims["tier"] == 2


def test_a_batch_comes_as_one_token(partner):
    ksn, nobody = enrolled(tier=1).ksn, new_ksn()

    token = verified(partner.send(CHECKS, {"ksns": [ksn, nobody]}, **SIGNED))

    assert token.header["typ"] == "known-shipper-status-checks+jwt"
    known, unknown = token.claims["results"]
    assert (known["ksn"], known["tier"]) == (ksn, 1)
    assert unknown == {"ksn": nobody, "known": False}
    assert token.claims["exp"] == datetime.fromisoformat(known["valid_until"]).timestamp()
    assert "exp" in verified(partner.send(CHECKS, {"ksns": [nobody]}, **SIGNED)).claims
