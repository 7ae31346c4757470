"""How a partner's system proves itself at the token endpoint: by a secret, or by an assertion that it signs."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from apps.core import clock
from tests.partners.client import PartnerClient

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EC, OTHER_EC = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
RSA, ED = RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")
_numbers = count(1)


def public(key: Any) -> dict[str, Any]:
    return key.as_dict(private=False)


def application_of(partner: PartnerClient) -> int:
    return partner.credentials.partner.client.pk


def by_secret(partner: PartnerClient, secret: str) -> int:
    """Ask for a token by a secret; return the status of the answer."""
    asked = {"client_id": partner.credentials.client_id, "client_secret": secret, "grant_type": "client_credentials"}
    return Client().post("/oauth/token", asked).status_code


def by_assertion(assertion: str, *, path: str = "/oauth/token", **more: str) -> HttpResponse:
    asked = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": assertion}
    return Client().post(path, asked | more)


def assertion(partner: PartnerClient, key: Any = EC, *, alg: str = "ES256", header: Any = None, **claims: Any) -> str:
    """Sign an assertion of a partner as its software would, with these claims in place of the right ones.

    A claim that is a time is so far from now.
    """
    now, client_id = clock.now().timestamp(), partner.credentials.client_id
    token_url = settings.SITE["url"] + reverse("oauth2_provider:token")
    right = {"iss": client_id, "sub": client_id, "aud": token_url, "iat": now, "exp": now + 60}
    told = right | {"jti": f"request {next(_numbers)}"} | claims
    told = {
        name: now + value.total_seconds() if isinstance(value, timedelta) else value
        for name, value in told.items()
        if value is not None
    }
    return jwt.encode({"alg": alg} | (header or {}), told, key, [alg])
