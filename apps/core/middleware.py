"""The log of requests, the count of their times for Prometheus, and answers to people: compressed, and in no cache."""

import sys
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from prometheus_client import Histogram

# From the quickest answers to the time limit of a proxy.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Histogram(
    "known_shipper_request_seconds", "time of requests", ["method", "route", "status"], buckets=BUCKETS
)


# Anybody can make methods up, and each would have its own counts.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def request_observe(*, method: str | None, route: str, status: int, seconds: float) -> None:
    """Count a request by its route, which holds no keys of records."""
    REQUESTS.labels(method if method in METHODS else "other", route, status).observe(seconds)


log = structlog.get_logger(__name__)

PROBES = ("healthz", "readyz")
# Who sends a tip, or subscribes to figures, is named nowhere, neither in the log nor in versions of rows, even if the
# person is signed in.
UNNAMED = ("/allegations/", "/performance/subscribe/")
# The header with the number of a request. People who ask about a request name this number, and the log has it too.
HEADER = "X-Request-Id"


class RequestLogMiddleware:
    """Log a line for each request: method, route, status, milliseconds and the number of the user.

    A route is a pattern, so it holds no keys. All lines that are logged during the request carry the same `request`,
    and the answer carries it in a header. Probes that succeed are not logged, nor are unnamed requests.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid4().hex
        with structlog.contextvars.bound_contextvars(request=number):
            began = time.perf_counter()
            response = self.get_response(request)
            response[HEADER] = number
            route = _route(request)
            seconds = time.perf_counter() - began
            if not is_unnamed(request):
                request_observe(method=request.method, route=route, status=response.status_code, seconds=seconds)
            if response.status_code >= _least_status(request, route):
                # Only the cached user: `request.user` would read the session even where no page needs it.
                user = getattr(request, "_cached_user", None)
                log.info(
                    "request",
                    method=request.method,
                    route=route,
                    status=response.status_code,
                    milliseconds=round(seconds * 1000, 1),
                    user=user and user.pk,
                )
            return response


class UnnamedMiddleware:
    """Answer unnamed requests without the session: who sends a tip is signed in nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_unnamed(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


def is_unnamed(request: HttpRequest) -> bool:
    """Tell whether nothing may be kept of who sends a request."""
    return request.path_info.startswith(UNNAMED)


def request_number() -> str:
    """Return the number of the request that is being answered; "" outside of one."""
    return structlog.contextvars.get_contextvars().get("request", "")


@receiver(got_request_exception, dispatch_uid="core.request_failed")
def request_failed(request: HttpRequest | None, **_kwargs: object) -> None:
    """Log the exception that a view raised."""
    log.error("request_failed", route=request and _route(request), exc_info=sys.exc_info())


def _least_status(request: HttpRequest, route: str) -> int:
    """Return the least status of an answer that is logged."""
    # Of an unnamed request only a failure: the lines around would tell who sent the request.
    if is_unnamed(request):
        return 500
    return 400 if route in PROBES else 0


def _route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else "(none)"


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


# A request that the reader began, at a page of this site or by its address, and no page of another site
# (https://www.w3.org/TR/fetch-metadata/).
OWN_REQUESTS = {"same-origin", "none"}


class CompressedPagesMiddleware(GZipMiddleware):
    """Compress pages, but none that a page of another site may have asked for in the name of the reader.

    The length of a compressed page tells something of its secrets to whoever can choose what else is in it and see the
    length (BREACH). Who is known by no cookie is shown no secret.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        is_own = not request.COOKIES or request.headers.get("Sec-Fetch-Site") in OWN_REQUESTS
        return super().process_response(request, response) if is_page and is_own else response
