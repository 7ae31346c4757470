from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.partners.authentication import REALM
from apps.partners.systems.selectors import SystemAccess


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
