"""Answers as signed tokens (RFC 7519), for programs that accept `application/jwt`."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.exceptions import NotAcceptable
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.core import clock
from apps.partners.answers import ChecksAnswer, StatusAnswer
from apps.partners.endpoints import Endpoint
from apps.partners.questions.selectors import KnownShipper
from apps.partners.renderers import JsonRenderer
from apps.partners.signatures.services import claims_sign, signing_key_present
from apps.policy.selectors import policy_on, terms_of

JSON, JWT = "application/json", "application/jwt"
STATUS = "known-shipper-status+jwt"
CHECKS = "known-shipper-status-checks+jwt"


class SignableEndpoint(Endpoint):
    """An address whose answer comes as JSON, or signed; `is_signed` tells which of them the request prefers."""

    is_signed = False

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        form = request.get_preferred_type([JSON, JWT])
        if form is None and not force:
            raise NotAcceptable
        self.is_signed = form == JWT
        return JsonRenderer(), JSON


def status_signed(request: HttpRequest | Request, known: KnownShipper) -> HttpResponse:
    """Return the answer for a number, signed; or 304 if the caller has the same and at least half of its time is left.

    Unlike a plain answer, a token can't be made valid for longer. So its entity tag is another one in each half of the
    time for which an answer is valid, and with each key.
    """
    answer, key = known.answer(), signing_key_present()
    valid = timedelta(hours=known.terms.clocks.status_hours)
    half, begun = divmod(known.as_of.timestamp(), valid.total_seconds() / 2)
    tag = f'{known.etag[:-1]}-{key.kid[:8]}-{half:.0f}"'
    headers = {"ETag": tag, "Vary": "Accept, Authorization"}
    if "HTTP_IF_NONE_MATCH" in request.META:
        same = get_conditional_response(request, etag=tag, response=HttpResponse(headers=headers))
        if same is not None and same.status_code != HttpResponse.status_code:
            oldest = known.as_of - timedelta(seconds=begun) + valid
            same["Cache-Control"] = _cache_control(known.as_of, min(oldest, answer.valid_until))
            return same
    token = claims_sign(
        claims={"sub": answer.ksn} | _claims(answer),
        typ=STATUS,
        issued_at=answer.as_of,
        valid_until=answer.valid_until,
        key=key,
    )
    headers["Cache-Control"] = _cache_control(answer.as_of, answer.valid_until)
    return HttpResponse(token, content_type=JWT, headers=headers)


def name_signed(answer: StatusAnswer) -> HttpResponse:
    """Return the signed answer for a number and a name, which no cache keeps."""
    claims = {"sub": answer.ksn} | _claims(answer)
    token = claims_sign(claims=claims, typ=STATUS, issued_at=answer.as_of, valid_until=answer.valid_until)
    return HttpResponse(token, content_type=JWT, headers={"Cache-Control": "no-store"})


def checks_signed(answer: ChecksAnswer) -> HttpResponse:
    """Return the answers of a batch as one token, which expires with the first of them."""
    now = clock.now()
    hours = terms_of(policy_on(clock.day_of(now))).clocks.status_hours
    ends = [result.valid_until for result in answer.results if isinstance(result, StatusAnswer)]
    valid_until = min([now + timedelta(hours=hours), *ends])
    token = claims_sign(claims=_claims(answer), typ=CHECKS, issued_at=now, valid_until=valid_until)
    return HttpResponse(token, content_type=JWT)


def _claims(answer: StatusAnswer | ChecksAnswer) -> dict[str, Any]:
    return msgspec.to_builtins(answer)


def _cache_control(since: datetime, until: datetime) -> str:
    return f"private, max-age={(until - since).total_seconds():.0f}"
