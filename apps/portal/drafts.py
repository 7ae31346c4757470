"""What the browser keeps of an open form (`static/js/draft.js`), and when it may forget it."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAVED = "ks-saved"


def saved_here[Response: HttpResponse](request: HttpRequest, response: Response, *, page: str = "") -> Response:
    """Tell the browser that what was typed on this page is saved: the page that it opens next forgets its own copy.

    It needs no more than the path: of this page or, where its form went elsewhere, of `page`. A script reads the cookie
    and deletes it at once.
    """
    response.set_cookie(
        SAVED,
        quote(page or request.path, safe=""),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
