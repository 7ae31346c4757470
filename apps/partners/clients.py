"""The token endpoint: the proof by which a partner's system gets a token, and the limits."""

import binascii
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from oauth2_provider import views as oauth
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from apps.core.client_addresses import place_of
from apps.core.limits import action_count, is_over_limit
from apps.partners.credentials.selectors import can_be_client_id, client_named, secret_digests
from apps.partners.credentials.services import assertion_accept, secret_digest
from apps.partners.signatures.selectors import issuer

# All rates of tokens in `ACCOUNT_RATE_LIMITS` are by the minute.
RETRY_SECONDS = 60
BASIC = 'Basic realm="known-shipper", charset="UTF-8"'
# An assertion of a client (RFC 7523, section 2.2).
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# The refusal of RFC 6749 (section 5.2); the code is RFC 8628's.
TOO_MANY = {"error": "slow_down", "error_description": "Too many requests: wait as long as Retry-After says."}


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
    return client_id if can_be_client_id(client_id) else "", secret


class ClientValidator(OAuth2Validator):
    """The validator of requests for tokens, which knows a client by its secret or by a signed assertion.

    The work for a secret is the same for a client that does not exist.
    """

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        client_id = self._client_proved(request)
        if client_id and self._load_application(client_id, request):
            return True
        request.client = None
        return False

    def _client_proved(self, request: Request) -> str | None:
        """Return the id of the client that a request proves to come from in one way alone, else None."""
        authorization = request.headers.get("HTTP_AUTHORIZATION", "")
        told_id, told_secret = request.client_id or "", getattr(request, "client_secret", "") or ""
        if kind := getattr(request, "client_assertion_type", ""):
            if kind != ASSERTION or authorization or told_secret:
                return None
            named = assertion_accept(
                assertion=getattr(request, "client_assertion", "") or "", audiences=assertion_audiences()
            )
            return named if not told_id or told_id == named else None
        client_id, secret = client_credentials(authorization, told_id, told_secret)
        digest = secret_digest(secret)
        # Each is compared, whether or not one before was the same.
        same = [constant_time_compare(digest, kept) for kept in secret_digests(client_id)]
        return client_id if any(same) else None


def assertion_audiences() -> frozenset[str]:
    """Return the names by which an assertion may mean this server: its issuer, or its token endpoint."""
    return frozenset({issuer(), issuer() + reverse("oauth2_provider:token")})


class TokenView(oauth.TokenView):
    """The token endpoint, for client credentials alone; the library's has a branch of its own for other devices."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.authorization_flow_token_response(request)


def rate_limited(view: Callable[..., HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Limit a view to which clients prove who they are.

    Wrong proofs count for their address, and for the client that they name at that address: whoever guesses elsewhere
    does not keep a partner out. Accepted requests count for the client that proved itself.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        client_id, _secret = client_credentials(
            request.headers.get("Authorization", ""), request.POST.get("client_id", ""), ""
        )
        client_id = client_id or client_named(request.POST.get("client_assertion", ""))
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
    """Refuse a request beyond the limits."""
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return JsonResponse(TOO_MANY, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
