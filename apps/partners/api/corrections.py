"""Corrections of what a partner was told: read them in their order, and say that they were taken up."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.authentication import access_by
from apps.partners.corrections.answers import CorrectionAnswer, CorrectionsAnswer
from apps.partners.corrections.selectors import corrections_end
from apps.partners.corrections.services import correction_acknowledge, corrections_tell
from apps.partners.endpoints import Endpoint
from apps.partners.input_types import FeedInput
from apps.partners.inputs import Input, content_read
from apps.partners.keyed import keyed
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.partners.scopes import STATUS_READ

BEYOND = "This place is beyond your last correction. Go on with `next` of your last answer, or begin with 0."


class Corrections(Endpoint):
    required_scope = STATUS_READ
    query = FeedInput
    asked: FeedInput

    @extend_schema(
        operation_id="corrections",
        summary="Corrections of what you were told, in their order and without gaps",
        description=(
            "Whoever asked for a shipper in the last six months learns here that something that counted against the "
            "shipper no longer counts, or that its standing was restored. Look again at what you decided by earlier "
            "answers. Begin with `after=0` and go on with `next`. `reasons` are codes that never tell a category or a "
            "finding. The shipper sees when you were told, and when you acknowledged it."
        ),
        responses={200: CorrectionsAnswer},
    )
    def get(self, request: Request) -> Response:
        partner_id, after = access_by(request).partner_id, self.asked.after
        found = corrections_tell(partner_id=partner_id, after=after, limit=self.asked.limit)
        if not found and after > (end := corrections_end(partner_id)):
            raise Problem(422, "invalid", BEYOND, errors={"after": [f"{BEYOND} It is {end} now."]})
        results = [CorrectionAnswer.of(correction) for correction in found]
        return Response(CorrectionsAnswer(results=results, next=results[-1].seq if results else after))


class CorrectionAcknowledgement(Endpoint):
    required_scope = STATUS_READ

    @keyed
    @extend_schema(
        operation_id="correction_acknowledgement",
        summary="Acknowledge a correction",
        description="The shipper sees when. If you do so twice, the first time counts. The request has no content.",
        request=None,
        responses={200: CorrectionAnswer} | errors(404, 413, 415),
    )
    def post(self, request: Request, seq: int) -> Response:
        content_read(Input, request.data or {})
        return Response(CorrectionAnswer.of(correction_acknowledge(partner_id=access_by(request).partner_id, seq=seq)))
