"""The caller of the API: a partner's system, known by its bearer token (RFC 6750)."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.partners.systems.selectors import SystemAccess, access_of

REALM = 'Bearer realm="known-shipper"'


class InvalidToken(AuthenticationFailed):
    default_detail = (
        "The access token is unknown, expired or revoked. Get a new one from /oauth/token with your client credentials."
    )
    default_code = "invalid_token"


class PartnerAuthentication(BaseAuthentication):
    """Put the partner's `SystemAccess` in `request.user` and `.auth`. Revoking a token or a partner works at once."""

    def authenticate(self, request: Request) -> tuple[SystemAccess, SystemAccess] | None:
        token = bearer_token(request)
        if token is None:
            return None
        access = access_of(token)
        if access is None:
            raise InvalidToken
        return access, access

    def authenticate_header(self, request: Request) -> str:
        return REALM if bearer_token(request) is None else f'{REALM}, error="invalid_token"'


def access_by(request: Request) -> SystemAccess:
    """Return the access by which a partner's system calls a view that takes no other."""
    assert isinstance(request.auth, SystemAccess)
    return request.auth


def bearer_token(request: Request | HttpRequest) -> str | None:
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
