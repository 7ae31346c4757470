"""Who sends a request, as the type checker knows them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apps.accounts.models import User


class UserRequest(HttpRequest):
    """The request that a view gets where only people who are signed in come in."""

    user: User  # pyrefly: ignore[bad-override-mutable-attribute] (the middleware sets it once)


def user_of(request: HttpRequest) -> User:
    """Return the person who sends a request; raise PermissionDenied if nobody is signed in.

    For methods whose signature is Django's, which names no narrower request.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
