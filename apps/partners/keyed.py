"""The Idempotency-Key: a request whose answer was lost may be sent again, and nothing is done twice.

Every POST that changes anything takes a key, except where the same request again changes nothing by itself. A recording
and an import are found by their key themselves; the answer to anything else is kept.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.authentication import access_by
from apps.partners.kept_answers.services import answer_begin, answer_keep
from apps.partners.problems import Problem
from apps.partners.renderers import JsonRenderer, json_of
from apps.partners.reports.selectors import KEY_TIME

MAX_KEY = 100
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=(
        f"Up to {MAX_KEY} characters of your own choice. The same request under the same key does nothing again and "
        "gets the same answer, with `Idempotent-Replayed: true`; another request under it is refused. Each client id "
        f"has keys of its own. A key that was used {KEY_TIME.days} days ago may be used anew. What was refused is not "
        "kept."
    ),
)
REPLAYED = {"Idempotent-Replayed": "true"}
TAKES_KEY = "takes_key"

type Post[**P] = Callable[Concatenate[Any, Request, P], HttpResponseBase]


def takes_key[Method: Callable](post: Method) -> Method:
    """Mark a method that honours the key: the OpenAPI document says so."""
    setattr(post, TAKES_KEY, True)
    return post


def keyed[**P](post: Post[P]) -> Post[P]:
    """Make a POST of an endpoint honour the key: answer the same request again as before, and do nothing."""

    @wraps(post)
    @transaction.atomic
    def answer(self: Any, request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key = key_of(request)
        if not key:
            return post(self, request, *args, **kwargs)
        about = f"{request.method} {request.get_full_path()}".encode()
        kept = answer_begin(
            partner_id=access_by(request).partner_id,
            key=key,
            request_digest=sha256(about + b"\0" + request.body).digest(),
        )
        if kept.status is not None:
            headers = REPLAYED | ({"Location": kept.location} if kept.location else {})
            return HttpResponse(kept.content, JsonRenderer.media_type, kept.status, headers=headers)
        response = post(self, request, *args, **kwargs)
        assert isinstance(response, Response)
        answer_keep(
            kept=kept,
            status=response.status_code,
            location=response.get("Location", ""),
            content=json_of(response.data).decode(),
        )
        return response

    return takes_key(answer)


def key_of(request: Request) -> str:
    """Return the Idempotency-Key of a request; "" where there is none."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > MAX_KEY:
        raise Problem(422, "invalid", f"Use an Idempotency-Key of at most {MAX_KEY} characters.")
    return key
