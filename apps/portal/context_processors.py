from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.selectors import unread_count


def inbox(request: HttpRequest) -> dict[str, object]:
    """How many messages wait unread; asked of the database only by a page that shows it."""
    if not request.user.is_authenticated:
        return {}
    return {"inbox_unread": SimpleLazyObject(lambda: unread_count(request.user))}
