from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.selectors import unread_count


def inbox(request: HttpRequest) -> dict[str, object]:
    """How many messages wait unread; asked of the database only by a page that shows it."""
    # A request refused before sign-in was looked at, such as one for another host, has an error page and no user.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"inbox_unread": SimpleLazyObject(lambda: unread_count(user))}
