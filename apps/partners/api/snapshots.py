"""The snapshot of a partner's sellers: a file that answers for each of them without a call."""

import re
from base64 import b64encode
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.problem_kinds import KINDS
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.partners.scopes import STATUS_READ
from apps.partners.snapshots.models import Snapshot
from apps.partners.snapshots.selectors import content_of, content_plain, snapshot_latest

NDJSON = "application/x-ndjson"
# Named, and not with the weight 0, by which a client says that it takes no gzip (RFC 9110, section 12.5.3).
GZIP_ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


class NdjsonRenderer(BaseRenderer):
    """The form of the file, for clients that say in `Accept` what they take. The file is kept, and never rendered."""

    media_type = NDJSON
    format = "ndjson"
    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return data


class LatestSnapshot(Endpoint):
    required_scope = STATUS_READ
    renderer_classes = (NdjsonRenderer,)
    # The file is kept compressed.
    compresses = False
    sends = ("ETag", "Cache-Control", "Content-Digest")

    @extend_schema(
        operation_id="snapshot_latest",
        summary="What all your sellers stand for, in one file that is made each night",
        description=(
            "One JSON object a line: first the head, then a line for each shipper on your roster, sorted by number, "
            "and last the signature (`docs/partners.md`). Read the feed from `cursor` on to keep it up to "
            "date. Send the `ETag` as `If-None-Match`: 304 says that there is no later one. It comes compressed to "
            "clients that accept gzip."
        ),
        responses={(200, NDJSON): OpenApiResponse(OpenApiTypes.BINARY, "The file.")} | errors(404),
    )
    def get(self, request: Request) -> HttpResponseBase:
        snapshot = snapshot_latest(access_by(request).partner_id)
        if snapshot is None:
            raise Problem(404, "no-snapshot", KINDS["no-snapshot"].remedy)
        is_compressed = GZIP_ACCEPTED.search(request.headers.get("Accept-Encoding", "")) is not None
        headers = _headers(snapshot, is_compressed)
        # Without content first: a client that has the file is told so before the file is read.
        told = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
        if told is not None and told.status_code != HttpResponse.status_code:
            return told
        if is_compressed:
            return HttpResponse(content_of(snapshot), content_type=NDJSON, headers=headers)
        return StreamingHttpResponse(content_plain(content_of(snapshot)), content_type=NDJSON, headers=headers)


def _headers(snapshot: Snapshot, is_compressed: bool) -> dict[str, str]:
    digest = snapshot.compressed_digest if is_compressed else snapshot.digest
    encoding = {"Content-Encoding": "gzip"} if is_compressed else {}
    return {
        "ETag": f'"{snapshot.pk}{"-gzip" if is_compressed else ""}"',
        "Content-Digest": f"sha-256=:{b64encode(bytes(digest)).decode()}:",
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Encoding, Authorization",
        **encoding,
    }
