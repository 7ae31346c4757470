"""Imports: facts at any length, sent in one part or several, recorded by a worker."""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.bounds import MAX_DIGITS, whole_number
from apps.core.errors import Conflict
from apps.partners.authentication import access_by
from apps.partners.digests import Digests
from apps.partners.encodings import BLOCK, encoding_of
from apps.partners.endpoints import Endpoint
from apps.partners.imports.models import Import
from apps.partners.imports.selectors import import_of, rejections_of
from apps.partners.imports.services import import_add, import_append
from apps.partners.input_types import ImportInput, RejectionsInput
from apps.partners.keyed import REPLAYED, key_of, takes_key
from apps.partners.parsers import NDJSON_TYPES
from apps.partners.problems import Problem
from apps.partners.report_answers import ImportAnswer, RejectionsAnswer
from apps.partners.reports.models import FactKind
from apps.partners.schema import errors
from apps.partners.scopes import LEDGER_WRITE

FORMS = dict.fromkeys(NDJSON_TYPES, Import.Form.NDJSON) | {"text/csv": Import.Form.CSV}
BOOLEANS = {"?0": False, "?1": True}
COMPLETE = OpenApiParameter(
    "Upload-Complete",
    str,
    OpenApiParameter.HEADER,
    enum=list(BOOLEANS),
    description="`?0` where further parts follow. `?1`, or no such header: this is the last part.",
)
# One digest or several (RFC 9530, section 2), in this form.
DIGESTS = r"^\s*sha-(256|512)=:[A-Za-z0-9+/]+={0,2}:"
OFFSET = OpenApiParameter(
    "Upload-Offset",
    {"type": "integer", "minimum": 0, "maximum": 10**MAX_DIGITS - 1},
    OpenApiParameter.HEADER,
    required=True,
    description="How many bytes are here already, as HEAD tells. The part begins there.",
)
CONTENT_DIGEST = OpenApiParameter(
    "Content-Digest",
    str,
    OpenApiParameter.HEADER,
    pattern=DIGESTS,
    description="The digest of the content of this request (RFC 9530): `sha-256=:BASE64:` or `sha-512=:BASE64:`.",
)
WHOLE_DIGEST = OpenApiParameter(
    "Repr-Digest",
    str,
    OpenApiParameter.HEADER,
    pattern=DIGESTS,
    description="The digest of all parts together, looked at when the last one is here.",
)


class ImportEndpoint(Endpoint):
    """An address that takes content as it comes: it is decoded when it is recorded."""

    required_scope = LEDGER_WRITE
    sends = ("Upload-Offset", "Upload-Complete", "Cache-Control")
    decodes: ClassVar[bool] = False
    too_large = (
        f"Send it in parts of up to {settings.REQUEST_MAX_BYTES // 2**20} MB, with Upload-Complete: ?0 before the last."
    )


class Imports(ImportEndpoint):
    query = ImportInput
    asked: ImportInput
    sends = (*ImportEndpoint.sends, "Location")

    @takes_key
    @extend_schema(
        operation_id="import_create",
        summary="Begin an import",
        description=(
            "Facts of one kind at any length, as NDJSON or CSV whose first line names the fields, compressed if "
            "`Content-Encoding` says so. One request may bring all of it; or say `Upload-Complete: ?0`, and send the "
            "rest in parts to the address in `Location`. A worker records it when it is complete. The same content "
            "again is the same import."
        ),
        parameters=[COMPLETE, CONTENT_DIGEST, WHOLE_DIGEST],
        request={"application/x-ndjson": OpenApiTypes.BINARY, "text/csv": OpenApiTypes.BINARY},
        responses={200: ImportAnswer, 201: ImportAnswer},
    )
    def post(self, request: Request) -> Response:
        content = Digests("Content-Digest", request.headers.get("Content-Digest", ""))
        promised = request.headers.get("Repr-Digest", "")
        # One that can't be read is refused before the content is taken.
        Digests("Repr-Digest", promised)
        found, is_replayed = import_add(
            partner_id=access_by(request).partner_id,
            facts=FactKind(self.asked.facts),
            form=_form_of(request),
            encoding=encoding_of(request),
            blocks=_blocks_of(request),
            digests=content,
            is_complete=_is_complete(request),
            key=key_of(request),
            promised=promised,
        )
        headers = _headers_of(found) | {"Location": reverse("api:import", args=[found.pk])}
        if is_replayed:
            return Response(ImportAnswer.of(found), headers=headers | REPLAYED)
        return Response(ImportAnswer.of(found), status=201, headers=headers)


class ImportDetail(ImportEndpoint):
    @extend_schema(
        operation_id="import_progress",
        summary="The progress of an import",
        description="HEAD tells in `Upload-Offset` how many bytes are here, and in `Upload-Complete` whether all are.",
        responses={200: ImportAnswer} | errors(404),
    )
    def get(self, request: Request, import_id: int) -> Response:
        found = import_of(access_by(request).partner_id, import_id)
        return Response(ImportAnswer.of(found), headers=_headers_of(found))

    @extend_schema(
        operation_id="import_append",
        summary="Send a part of an import",
        description="A part that was cut off on its way counts for nothing: ask where to go on, and send it again.",
        parameters=[OFFSET, COMPLETE, CONTENT_DIGEST],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: ImportAnswer} | errors(404, 409),
    )
    def patch(self, request: Request, import_id: int) -> Response:
        partner_id = access_by(request).partner_id
        # An import of another system is answered by 404, whatever else is wrong with the request.
        import_of(partner_id, import_id)
        content = Digests("Content-Digest", request.headers.get("Content-Digest", ""))
        try:
            found = import_append(
                partner_id=partner_id,
                import_id=import_id,
                offset=_offset_of(request),
                blocks=_blocks_of(request),
                digests=content,
                is_complete=_is_complete(request),
            )
        except Conflict as conflict:
            here = import_of(partner_id, import_id)
            raise Problem(
                409, "conflict", str(conflict.message), headers=_headers_of(here), code=conflict.code
            ) from conflict
        return Response(ImportAnswer.of(found), headers=_headers_of(found))


class ImportRejections(Endpoint):
    required_scope = LEDGER_WRITE
    query = RejectionsInput
    asked: RejectionsInput

    @extend_schema(
        operation_id="import_rejections",
        summary="The rejected lines of an import",
        responses={200: RejectionsAnswer} | errors(404),
    )
    def get(self, request: Request, import_id: int) -> Response:
        found = import_of(access_by(request).partner_id, import_id)
        after, limit = self.asked.after, self.asked.limit
        return Response(RejectionsAnswer.of(rejections_of(found, after=after, limit=limit), after=after))


def _headers_of(found: Import) -> dict[str, str]:
    return {
        "Upload-Offset": str(found.received),
        "Upload-Complete": "?1" if found.job else "?0",
        "Cache-Control": "no-store",
    }


def _blocks_of(request: Request) -> Iterator[bytes]:
    """Return the content of a request in blocks, as it was sent; refuse one that is longer than a request may be."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.REQUEST_MAX_BYTES:
        raise RequestDataTooBig
    while block := request.read(BLOCK):
        yield block


def _form_of(request: Request) -> str:
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    if media_type not in FORMS:
        raise Problem(415, "unsupported-media-type", f"Send one of these as Content-Type: {', '.join(FORMS)}.")
    return FORMS[media_type]


def _is_complete(request: Request) -> bool:
    given = request.headers.get("Upload-Complete", "?1").strip()
    if given not in BOOLEANS:
        raise Problem(400, "malformed", "Upload-Complete is ?1 for the last part, and ?0 for any other.")
    return BOOLEANS[given]


def _offset_of(request: Request) -> int:
    offset = whole_number(request.headers.get("Upload-Offset", "").strip())
    if offset is None:
        raise Problem(400, "malformed", "Upload-Offset is the number of bytes that are here. HEAD tells it.")
    return offset
