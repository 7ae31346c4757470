"""The caller of the API: a partner's system, known by its bearer token (RFC 6750), and the scopes that it holds."""

from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
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


class MissingScope(PermissionDenied):
    """The token is good, and does not go so far."""

    default_code = "missing_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"This needs the scope {scope}, which your access token does not have. Ask for it at /oauth/token; "
            "if it is refused there, ask the program to add it to your access."
        )
        self.auth_header = f'{REALM}, error="insufficient_scope", scope="{scope}"'


class HasScope(BasePermission):
    """The caller is a partner whose token holds the view's `required_scope`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, SystemAccess):
            return False
        if view.required_scope not in request.auth.scopes:
            raise MissingScope(view.required_scope)
        return True


class IsPersonOrHasScope(HasScope):
    """The caller is a person who is signed in, or a partner whose token holds the view's `required_scope`.

    The view finds out whether the person may read the record, and whether the business consented to the partner.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, SystemAccess):
            return super().has_permission(request, view)
        return bool(request.user and request.user.is_authenticated)
