"""Drafts that the browser keeps of an open form (`static/js/draft.js`)."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAVED_COOKIE = "ks-saved"


def draft_forget[Response: HttpResponse](request: HttpRequest, response: Response, *, page: str = "") -> Response:
    """Set the cookie that tells the browser to delete its draft of a page, since the server has saved the form.

    The cookie holds the path of `page`, or of this page. A script of the next page reads and deletes the cookie.
    """
    response.set_cookie(
        SAVED_COOKIE,
        quote(page or request.path, safe=""),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
