"""The number of unread messages, for the header of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.selectors import unread_count


def inbox(request: HttpRequest) -> dict[str, object]:
    """Return the number of unread messages, which is counted only if the page shows the number."""
    # A request that is refused before the session is read, such as one for another host, has no user.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"inbox_unread": SimpleLazyObject(lambda: unread_count(user))}
