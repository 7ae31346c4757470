"""The token endpoint: the proof by which a partner's system gets a token, the digest of its secret, and the limits."""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from oauth2_provider import views as oauth
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from apps.core import fields
from apps.core.client_addresses import place_of
from apps.core.limits import action_count, is_over_limit

# All rates of tokens in `ACCOUNT_RATE_LIMITS` are by the minute.
RETRY_SECONDS = 60
# Longer names are no client ids: the column of the ids takes no more.
MAX_CLIENT_ID_LENGTH = 100
BASIC = 'Basic realm="known-shipper", charset="UTF-8"'
# What the secret of an unknown client is compared with: no digest is empty.
NO_DIGEST = ""


def secret_digest(secret: str) -> str:
    """Return the digest under which the secret of a client is kept.

    A secret has 128 random characters, so nobody can find it by trying. One keyed digest is enough, where a password
    needs a slow hash; the key keeps a stolen table from being of use for checking guesses.
    """
    return fields.blind_index(f"client secret {secret}").hex()


def client_credentials(authorization: str, client_id: str, secret: str) -> tuple[str, str]:
    """Return the client id and secret of a request: from the Authorization header, or else from the form (RFC 6749).

    The id is empty where it can't be one.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            named, _, told = b64decode(encoded).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            named, told = "", ""
        client_id, secret = unquote_plus(named), unquote_plus(told)
    can_be_one = client_id.isascii() and client_id.isalnum() and len(client_id) <= MAX_CLIENT_ID_LENGTH
    return client_id if can_be_one else "", secret


class ClientValidator(OAuth2Validator):
    """Knows the client of a request by its secret, with the same work for a client that does not exist."""

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        client_id, secret = client_credentials(
            request.headers.get("HTTP_AUTHORIZATION", ""),
            request.client_id or "",
            getattr(request, "client_secret", "") or "",
        )
        client = self._load_application(client_id, request)
        kept = client.client_secret if client else NO_DIGEST
        if constant_time_compare(secret_digest(secret), kept):
            return True
        request.client = None
        return False


class TokenView(oauth.TokenView):
    """The token endpoint, for client credentials alone; the library's has a branch of its own for other devices."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.authorization_flow_token_response(request)


def rate_limited(view: Callable[..., HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Limit a view to which clients show their secrets.

    Wrong secrets count for their address, and for the client that they name at that address: whoever guesses elsewhere
    does not keep a partner out. Accepted requests count for the client that proved its secret.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        client_id, _secret = client_credentials(
            request.headers.get("Authorization", ""), request.POST.get("client_id", ""), ""
        )
        key_here = f"{client_id} {place_of(request)}"
        if is_over_limit(request, "wrong_secrets", key=key_here) or is_over_limit(
            request, "token_given", key=client_id
        ):
            return _too_many()
        response = view(request)
        if response.status_code == HTTPStatus.OK:
            action_count(request, "token_given", key=client_id)
        elif response.status_code == HTTPStatus.UNAUTHORIZED:
            action_count(request, "wrong_secrets", key=key_here)
            # The scheme in which a client proves its secret (RFC 6749, section 5.2), and not that of tokens.
            response["WWW-Authenticate"] = BASIC
        return response

    return answer


def _too_many() -> HttpResponse:
    """Answer as RFC 6749 (section 5.2) has its errors; the code is RFC 8628's."""
    return HttpResponse(
        json.dumps({"error": "slow_down", "error_description": "Too many requests: wait as long as Retry-After says."}),
        status=429,
        content_type="application/json",
        headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"},
    )
