"""Reports of partners: shipments and violations are recorded, and the partner can take its own recordings back."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.services.reversals import MAX_AT_ONCE
from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.fact_inputs import ShipmentInput, ViolationInput
from apps.partners.input_types import ReversalInput
from apps.partners.inputs import Input, content_read
from apps.partners.keyed import REPLAYED, key_of, keyed, takes_key
from apps.partners.parsers import MAX_FACTS, NDJSON_ALIASES, TOO_MANY, JsonArrayParser, NdjsonParser
from apps.partners.problems import Problem
from apps.partners.report_answers import RecordingAnswer, RecordingDetailAnswer, ValidationAnswer
from apps.partners.reports.models import FactKind
from apps.partners.reports.selectors import recording_of, reports_validate
from apps.partners.reports.services import facts_report, report_take_back
from apps.partners.schema import errors
from apps.partners.scopes import LEDGER_WRITE

DESCRIPTION = (
    f"Up to {MAX_FACTS:,} at once; `POST /api/v1/imports` takes any number. What is good is kept, whatever stands "
    "beside it; the rest is in `rejected` by its place, counted from 0, with what to put right. Instead of an array, "
    f"one object a line is taken, as `{NdjsonParser.media_type}`."
)


class FactsView(Endpoint):
    required_scope = LEDGER_WRITE
    parser_classes = (JsonArrayParser, NdjsonParser, *NDJSON_ALIASES)
    max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    items = {"POST": (1, MAX_FACTS)}
    too_large = TOO_MANY
    facts: ClassVar[FactKind]

    # An answer that fails says that nothing was recorded: so the recording is taken back where the answer fails.
    @takes_key
    @transaction.atomic
    def post(self, request: Request) -> Response:
        digest = sha256(self.facts.encode() + b"\0" + request.body).digest()
        recording, is_replayed = facts_report(
            partner_id=access_by(request).partner_id,
            facts=self.facts,
            items=facts_of(request),
            key=key_of(request),
            request_digest=digest,
        )
        return Response(RecordingAnswer.of(recording), headers=REPLAYED if is_replayed else None)


def facts_of(request: Request) -> Iterator[tuple[int, Any]]:
    """Return the facts of a request, each with its place, as they are read; refuse none and too many of them."""
    facts = cast("Iterator[tuple[int, Any]]", request.data)
    count = 0
    for fact in facts:
        count += 1
        if count > MAX_FACTS:
            raise Problem(422, "invalid", TOO_MANY)
        yield fact
    if not count:
        raise Problem(422, "invalid", f"Send from 1 to {MAX_FACTS:,} facts in one request.")


def _documents(facts: FactKind, fact: type[Input], summary: str) -> Callable[..., Any]:
    """Describe the endpoint that takes one kind of facts."""
    return extend_schema(
        operation_id=f"{facts}_report",
        summary=summary,
        description=DESCRIPTION,
        request={"application/json": list[fact]},
        responses={200: RecordingAnswer},
    )


@extend_schema_view(post=_documents(FactKind.SHIPMENTS, ShipmentInput, "Report shipments"))
class Shipments(FactsView):
    facts = FactKind.SHIPMENTS


@extend_schema_view(post=_documents(FactKind.VIOLATIONS, ViolationInput, "Report violations and their determinations"))
class Violations(FactsView):
    facts = FactKind.VIOLATIONS


class ShipmentsValidate(Endpoint):
    required_scope = LEDGER_WRITE
    parser_classes = (JsonArrayParser, NdjsonParser, *NDJSON_ALIASES)
    max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    items = {"POST": (1, MAX_FACTS)}
    too_large = TOO_MANY

    @extend_schema(
        operation_id="shipments_validate",
        summary="Check shipments before they are sent",
        description=(
            f"Up to {MAX_FACTS:,} at once, looked at as their recording would, and nothing is recorded. `advice` says "
            "what customs will ask about, and what to write instead; no shipment is rejected for it. Lines of JSON are "
            "taken as in a report."
        ),
        request={"application/json": list[ShipmentInput]},
        responses={200: ValidationAnswer},
    )
    def post(self, request: Request) -> Response:
        found = reports_validate(partner_id=access_by(request).partner_id, items=facts_of(request))
        return Response(ValidationAnswer.of(found))


class RecordingDetail(Endpoint):
    required_scope = LEDGER_WRITE

    @extend_schema(
        operation_id="recording",
        summary="What became of your report",
        responses={200: RecordingDetailAnswer} | errors(404),
    )
    def get(self, request: Request, recording_id: int) -> Response:
        return Response(RecordingDetailAnswer.of(recording_of(access_by(request), recording_id)))


class RecordingReversal(Endpoint):
    required_scope = LEDGER_WRITE
    sends = ("Location",)

    @keyed
    @extend_schema(
        operation_id="recording_reversal",
        summary="Take a whole report of yours back",
        description=(
            "By further entries: nothing is deleted. The answer is the recording of the reversal. One of more than "
            f"{MAX_AT_ONCE:,} entries is taken back by a worker: the answer is 202, and `Location` says where "
            "`took_back` grows until `finished_at` is set. The recording takes no further facts from then on."
        ),
        request=ReversalInput,
        responses={200: RecordingDetailAnswer, 202: RecordingDetailAnswer} | errors(404),
    )
    def post(self, request: Request, recording_id: int) -> Response:
        asked = content_read(ReversalInput, request.data)
        reversal = report_take_back(
            partner_id=access_by(request).partner_id, recording_id=recording_id, reason=asked.reason
        )
        where = {"Location": reverse("api:recording", args=[reversal.pk])}
        return Response(RecordingDetailAnswer.of(reversal), status=200 if reversal.finished_at else 202, headers=where)
