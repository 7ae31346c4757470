"""The headers of answers and the subjects of the API, as the OpenAPI document describes them."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from apps.core.middleware import HEADER as REQUEST_ID


class ApiSubject(NamedTuple):
    """A subject: its name, a description, and the beginnings of its addresses."""

    name: str
    text: str
    beginnings: tuple[str, ...]


SUBJECTS = (
    ApiSubject("Signing in", "An access token for your client id and secret (RFC 6749).", ("/oauth/", "/.well-known/")),
    ApiSubject(
        "Standing",
        "Is a shipper known, now, and in which tier? For one number, or for many at once.",
        ("/api/v1/shippers/", "/api/v1/status-checks"),
    ),
    ApiSubject(
        "Feed", "What has changed, in order and without gaps, to keep a mirror of.", ("/api/v1/status-changes",)
    ),
    ApiSubject("Corrections", "What to look at again, since it rests on what was reversed.", ("/api/v1/corrections",)),
    ApiSubject(
        "Roster",
        "Whom you deal with. Feed, webhooks and the file of each night tell of these shippers alone.",
        ("/api/v1/rosters", "/api/v1/snapshots"),
    ),
    ApiSubject(
        "Reporting",
        "Report shipments and violations, see what became of a report, and take it back.",
        ("/api/v1/shipments", "/api/v1/violations", "/api/v1/recordings", "/api/v1/imports"),
    ),
    ApiSubject("Scorecards", "How complete and how timely your reports are.", ("/api/v1/scorecards",)),
    ApiSubject(
        "Risk",
        "Declare parcels before they are loaded, learn what to do with each, and answer what is asked.",
        ("/api/v1/risk-assessments",),
    ),
    ApiSubject(
        "Disputes", "Businesses dispute violations that you reported: stand by them or not.", ("/api/v1/disputes",)
    ),
    ApiSubject("Webhooks", "Be told of changes by messages to an address of yours.", ("/api/v1/webhook",)),
    ApiSubject(
        "Policy", "The numbers of the program, in force and in draft. Anybody reads them.", ("/api/v1/policies",)
    ),
    ApiSubject(
        "Reasons", "What the program decided against businesses, and why. Anybody reads it.", ("/api/v1/reasons",)
    ),
    ApiSubject("Costs", "What goods cost at the border, and who must agree. Anybody asks.", ("/api/v1/costs",)),
    ApiSubject("Documents", "This document.", ("/api/v1/openapi.json",)),
)


def subject_of(path: str) -> ApiSubject | None:
    """Return the subject to which an address belongs; None if no subject names its beginning."""
    return next((subject for subject in SUBJECTS if path.startswith(subject.beginnings)), None)


def tags() -> list[dict[str, Any]]:
    """Describe the subjects in their order."""
    return [{"name": subject.name, "description": subject.text} for subject in SUBJECTS]


# Each is a component of the document.
HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    REQUEST_ID: ({"type": "string"}, "The number of this request. Name it when you ask us about the call."),
    "RateLimit": (
        {"type": "string", "examples": ['"questions";r=59940;t=23']},
        "How many questions are left (`r`), and the seconds until the count begins anew (`t`).",
    ),
    "RateLimit-Policy": (
        {"type": "string", "examples": ['"questions";q=60000;w=60']},
        "How many questions (`q`) your system may ask in how many seconds (`w`).",
    ),
    "Retry-After": ({"type": "integer", "minimum": 0}, "Wait for so many seconds before you try again."),
    "WWW-Authenticate": (
        {"type": "string", "examples": ['Bearer realm="known-shipper", error="invalid_token"']},
        "The scheme by which a request is let in, and what was wrong with this one (RFC 6750, RFC 6749).",
    ),
    "Accept-Encoding": (
        {"type": "string", "examples": ["gzip, zstd"]},
        "The encodings of content that are taken, where the encoding of this request is not.",
    ),
    "ETag": (
        {"type": "string", "examples": ['W/"5-k3J9"']},
        "Send this as `If-None-Match` with the next question: 304 says that nothing has changed.",
    ),
    "Cache-Control": (
        {"type": "string", "examples": ["private, max-age=86400"]},
        "For how long the answer may be kept, and by whom.",
    ),
    "Idempotent-Replayed": (
        {"type": "string", "enum": ["true"]},
        "Sent where this request was answered before under its `Idempotency-Key`, and nothing was done again.",
    ),
    "Location": ({"type": "string", "format": "uri-reference"}, "The address of what the request has made."),
    "Upload-Offset": ({"type": "integer", "minimum": 0}, "How many bytes of the content are here."),
    "Upload-Complete": ({"type": "string", "enum": ["?0", "?1"]}, "Whether all of the content is here: `?1` says so."),
    "Access-Control-Allow-Origin": ({"type": "string", "enum": ["*"]}, "Any page may read this."),
    "Content-Digest": (
        {"type": "string", "examples": ["sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"]},
        "The digest of the content of this answer (RFC 9530).",
    ),
}
# Headers that some answers lack although their operation names them. A person who is signed in has no quota; a key is
# used once; some refusals name no encoding or scope; 304 has no content; and an answer that nobody may keep, to a name
# or of the past, has no tag.
OPTIONAL = {
    "RateLimit",
    "RateLimit-Policy",
    "WWW-Authenticate",
    "Accept-Encoding",
    "ETag",
    "Idempotent-Replayed",
    "Content-Digest",
}
# The headers of a refusal, by its status. Before one of the statuses without a quota nothing was counted.
OF_REFUSALS = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.FORBIDDEN: ("WWW-Authenticate",),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("Accept-Encoding",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}
WITHOUT_QUOTA = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE}


def header_components() -> dict[str, Any]:
    """Describe each header."""
    return {
        name: {"description": text, "schema": schema} | ({} if name in OPTIONAL else {"required": True})
        for name, (schema, text) in HEADERS.items()
    }


def headers_of(status: int, *, counted: bool, own: Iterable[str]) -> dict[str, Any]:
    """Refer to the headers of an answer.

    `counted` tells whether the call counts as a question of a partner; `own` names the further headers that the
    endpoint sends with its good answers.
    """
    names = [REQUEST_ID, *OF_REFUSALS.get(HTTPStatus(status), ())]
    if counted and status not in WITHOUT_QUOTA:
        names += ["RateLimit", "RateLimit-Policy"]
    if status < HTTPStatus.BAD_REQUEST:
        names += own
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
