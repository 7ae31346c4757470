"""Answers to people that no cache keeps."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class PrivateAnswersMiddleware:
    """Keep every answer to a browser that has a session, or gets one, out of caches, also out of the browser's own.

    What somebody who is signed in was shown is not to be had by the Back button after they have left, nor by the next
    person at the same computer. It stands outside of the middleware that sets the cookie of the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            response["Cache-Control"] = "private, no-store"
        return response
