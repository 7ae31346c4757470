"""Refusals of the API, all in one form: problem details (RFC 9457)."""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.views import set_rollback

from apps.core import bad_requests
from apps.core.bounds import MAX_PATH, ValueOutOfBounds
from apps.core.crowd import PROGRAMS, retry_headers
from apps.core.errors import DomainError
from apps.core.middleware import request_number
from apps.core.outages import HEADERS, OUTAGES, crowd_page, failure_page
from apps.core.room import lack_of_room
from apps.partners.problem_kinds import KINDS

CONTENT_TYPE = "application/problem+json"
SMALLER = "Send it in several smaller requests."

_OF_FRAMEWORK: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NotAuthenticated, "missing-token"),
    (exceptions.AuthenticationFailed, "invalid-token"),
    (exceptions.ParseError, "malformed"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.Throttled, "too-many-requests"),
    (exceptions.NotFound, "not-found"),
    (exceptions.PermissionDenied, "not-allowed"),
    (exceptions.ValidationError, "invalid"),
)


class Problem(exceptions.APIException):
    """A refusal of the API's own. `more` are further members of the problem, such as `ksn`."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status_code = status
        self.kind = kind
        self.errors = errors
        self.headers = headers
        self.more = more


def problem_response(
    request: HttpRequest,
    status: int,
    kind: str,
    detail: str,
    *,
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    body: dict[str, Any] = {
        "type": _page_of(request, kind),
        "title": KINDS[kind].title,
        "status": status,
        "detail": detail,
        "instance": request.path[:MAX_PATH],
        "request_id": request_number(),
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(
        json.dumps(body | more, ensure_ascii=False), status=status, content_type=CONTENT_TYPE, headers=headers
    )


def _page_of(request: HttpRequest, kind: str) -> str:
    """Return the address of the page that explains a kind of problem; without the host where the host is refused."""
    path = f"/api/problems/{kind}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Turn an exception of a view into a problem. An exception that nobody foresaw, or an outage, is logged."""
    request: HttpRequest = context["request"]._request
    set_rollback()
    error = lack_of_room(error) or error
    match error:
        case DomainError():
            kind = type(error).code
            more: dict[str, Any] = {"code": error.code} if error.code != kind else {}
            return problem_response(
                request, error.status, kind.replace("_", "-"), str(error.message), errors=error.fields, **more
            )
        case Problem():
            return problem_response(
                request,
                error.status_code,
                error.kind,
                str(error.detail),
                errors=error.errors,
                headers=error.headers,
                **error.more,
            )
        case Http404():
            error = exceptions.NotFound()
        case PermissionDenied():
            error = exceptions.PermissionDenied()
        case RequestDataTooBig():
            return problem_response(request, 413, "too-large", getattr(context.get("view"), "too_large", SMALLER))
        case exceptions.ValidationError():
            # The content could be read, but asks for something wrong.
            error.status_code = 422
        case exceptions.APIException():
            pass
        case _:
            got_request_exception.send(sender=None, request=request)
            return _failure(request, error)
    return problem_response(
        request,
        error.status_code,
        _kind_of(error),
        _detail_of(error),
        errors=dict(_named_errors(error.detail)) if isinstance(error.detail, Mapping) else None,
        headers=_headers_of(error),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that can't be read, a program with a problem and a person with a page; the `handler400`."""
    if not request.path_info.startswith(PROGRAMS):
        return bad_requests.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return problem_response(request, 413, "too-large", SMALLER, **_of_oauth(request))
    detail = str(exception) if isinstance(exception, ValueOutOfBounds) else "Something in it is not as expected."
    return problem_response(request, 400, "malformed", detail, **_of_oauth(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request whose view failed, a program with a problem and a person with a page; the `handler500`."""
    return _failure(request, sys.exception()) if request.path_info.startswith(PROGRAMS) else failure_page(request)


def crowd_refusal(request: HttpRequest) -> HttpResponse:
    """Refuse a request for which no thread was free in time, a program with a problem and a person with a page."""
    if not request.path_info.startswith(PROGRAMS):
        return crowd_page(request)
    return problem_response(
        request,
        503,
        "busy",
        "More requests wait than the site can answer soon, so nothing was recorded. Try again after the seconds that "
        "Retry-After names; with the same Idempotency-Key nothing is recorded twice.",
        headers=retry_headers(),
    )


def _of_oauth(request: HttpRequest) -> dict[str, Any]:
    """Return what a client of OAuth reads in a refusal (RFC 6749, section 5.2)."""
    return {"error": "invalid_request"} if request.path_info.startswith("/oauth/") else {}


@csrf_exempt
def unknown_path(request: HttpRequest) -> HttpResponse:
    """Answer a request for an address under /api/ that does not exist."""
    return problem_response(
        request,
        404,
        "not-found",
        "There is no such address in this API. /api/docs lists those that there are.",
    )


def problem_types(request: HttpRequest, kind: str) -> HttpResponse:
    """Explain a kind of problem and what to do, where the `type` of a problem leads: a page, or JSON for programs."""
    if kind not in KINDS:
        return unknown_path(request)
    problem = KINDS[kind]
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        return render(request, "partners/problem.html", {"kind": kind, "problem": problem})
    return HttpResponse(json.dumps({"type": request.build_absolute_uri(), **problem._asdict()}), "application/json")


def _kind_of(error: exceptions.APIException) -> str:
    if error.get_codes() == "missing_scope":
        return "missing-scope"
    return next((kind for raised, kind in _OF_FRAMEWORK if isinstance(error, raised)), "invalid")


def _detail_of(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "See errors: each names what must be put right."
    if isinstance(error, exceptions.NotAuthenticated):
        return (
            "Send an access token: Authorization: Bearer TOKEN. "
            "POST /oauth/token gives one for your client id and secret (grant_type=client_credentials)."
        )
    return str(error.detail)


def _named_errors(detail: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Give the errors of the framework by the name of the member; one inside others is `name.place`."""
    if isinstance(detail, Mapping):
        for inner, inside in detail.items():
            yield from _named_errors(inside, f"{name}.{inner}" if name else str(inner))
    else:
        yield name, [str(message) for message in detail]


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _failure(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    if isinstance(error, OUTAGES):
        return problem_response(
            request,
            503,
            "unavailable",
            "A part of the site does not answer, so nothing was recorded. Try again after the seconds that Retry-After "
            "names; with the same Idempotency-Key nothing is recorded twice.",
            headers=HEADERS,
        )
    return problem_response(
        request,
        500,
        "server-error",
        "The fault is ours, and nothing was recorded. Try again later; with the same Idempotency-Key nothing is "
        "recorded twice.",
    )
