"""The person who sends a request, in a type that the type checker knows."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apps.accounts.models import User


class UserRequest(HttpRequest):
    """The request of a view that only people who are signed in can reach."""

    user: User  # pyrefly: ignore[bad-override-mutable-attribute] (the middleware sets it once)


def user_of(request: HttpRequest) -> User:
    """Return the person who sends a request; raise PermissionDenied if nobody is signed in.

    Methods whose signature is Django's use this function, since they can't take a `UserRequest`.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
