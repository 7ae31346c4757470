"""The answer to requests that can't be read or believed: too large, cut off, in too many parts, without their token."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import requires_csrf_token

from apps.core.bounds import ValueOutOfBounds
from apps.core.lazy import Promise


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The page for some errors of Django: what happened, and what to do."""

    errors: tuple[type[Exception], ...]
    status: HTTPStatus
    title: Promise
    advice: Promise


OTHER = ErrorPage(
    (ValueOutOfBounds,),
    HTTPStatus.BAD_REQUEST,
    _lazy("This request could not be read"),
    _lazy("Something in the address or the form was not as expected. Go back, check what you entered, and try again."),
)
REASONS = (
    OTHER,
    ErrorPage(
        (RequestDataTooBig,),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _lazy("You sent more than the site accepts at once"),
        _lazy(
            "Nothing was saved. Go back: what you typed is still there. Shorten it, or send fewer files at once; "
            "a file may have up to %(megabytes)d MB."
        ),
    ),
    ErrorPage(
        (TooManyFilesSent,),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _lazy("You sent more files than the site accepts at once"),
        _lazy("Nothing was saved. Go back and send at most %(files)d files at once."),
    ),
    ErrorPage(
        (TooManyFieldsSent,),
        HTTPStatus.BAD_REQUEST,
        _lazy("This form has more entries than the site accepts at once"),
        _lazy("Nothing was saved. Go back, take out what you don't need, and send the form again."),
    ),
    ErrorPage(
        (MultiPartParserError, BadRequest),
        HTTPStatus.BAD_REQUEST,
        _lazy("The form did not arrive whole"),
        _lazy(
            "Nothing was saved. Go back: what you typed is still there. Check your connection and send the form again."
        ),
    ),
)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that can't be read with a page that says why and what to do; the site's `handler400`."""
    reason = next((reason for reason in REASONS if isinstance(exception, reason.errors)), OTHER)
    limits = {
        "megabytes": settings.EVIDENCE_MAX_BYTES // 2**20,
        "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return render(request, "400.html", {"title": reason.title, "advice": reason.advice % limits}, status=reason.status)


# What a form must not show again.
SECRET_NAME = re.compile("csrf|password|code|secret|token", re.IGNORECASE)


@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token by a page that gives back what was typed; the site's `CSRF_FAILURE_VIEW`.

    A form of another site gets nothing back: its author would choose what stands on a page of this one.
    """
    is_own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    typed = [
        value
        for name, values in request.POST.lists()
        for value in values
        if is_own and value.strip() and not SECRET_NAME.search(name)
    ]
    return render(request, "403_csrf.html", {"typed": typed}, status=HTTPStatus.FORBIDDEN)


class WholeRequest(FileUploadHandler):
    """Refuse a request that is too large as a whole before any part of it is read; the first of the upload handlers.

    The limit of each file is checked later, where its type is found. Without this handler a file of any size would be
    written to disk before.
    """

    # pyrefly: ignore[bad-override-param-name] (Django writes META, and calls by position)
    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        if content_length > settings.REQUEST_MAX_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
