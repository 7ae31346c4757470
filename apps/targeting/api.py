"""Parcels that are declared before they are loaded: their assessment, and the answers to what it asks."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.inputs import Input, content_read
from apps.partners.keyed import keyed
from apps.partners.parsers import NDJSON_ALIASES, JsonArrayParser, NdjsonParser
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.partners.scopes import RISK_ASSESS
from apps.targeting.answers import AssessedAnswer, AssessmentAnswer, AssessmentsAnswer
from apps.targeting.inputs import MAX_ASSESSED, AssessmentsInput, DeclarationInput, InformationInput, ScreenedInput
from apps.targeting.selectors import assessment_of, assessments_of, follow_up_of
from apps.targeting.services import information_answer, parcels_declare, screening_answer

TOO_MANY = f"Send from 1 to {MAX_ASSESSED:,} parcels in one request."


class Assessments(Endpoint):
    required_scope = RISK_ASSESS
    query = AssessmentsInput
    asked: AssessmentsInput
    parser_classes = (JsonArrayParser, NdjsonParser, *NDJSON_ALIASES)
    max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    items = {"POST": (1, MAX_ASSESSED)}
    too_large = TOO_MANY

    def query_of(self, method: str) -> type[Input]:
        return self.query if method != "POST" else Input

    @extend_schema(
        operation_id="risk_assess",
        summary="Declare parcels before they are loaded, and be told what to do with each",
        description=(
            f"Up to {MAX_ASSESSED:,} at once, with the fields of a shipment that are known by then. Each gets one of "
            "four answers, after the referral protocols of ICS2 and ACAS: `complete`, `request_information`, "
            "`request_screening`, `do_not_load`. An answer says what to do, who does it and by when, and never why "
            "the risk is high. The same declaration again gets the same answer; another one of the parcel takes its "
            "place, and ends no alarm, no hold and no screening that was asked for, whoever declares the parcel. "
            "Parcels that you report with `lodged_at` before they arrive are assessed too, within a minute or so: "
            "read their assessments in order. What can't be understood, and what you may not report, is in `rejected` "
            "by its place, counted from 0. "
            "Each parcel counts as a question."
        ),
        request={"application/json": list[DeclarationInput]},
        responses={200: AssessedAnswer},
    )
    def post(self, request: Request) -> Response:
        items = list(islice(cast("Iterator[tuple[int, Any]]", request.data), MAX_ASSESSED + 1))
        if not 0 < len(items) <= MAX_ASSESSED:
            raise Problem(422, "invalid", TOO_MANY)
        access = access_by(request)
        # The call itself was counted as the first of them.
        self.questions_count(access, len(items) - 1)
        return Response(AssessedAnswer.of(parcels_declare(partner_id=access.partner_id, items=items)))

    @extend_schema(
        operation_id="risk_assessments",
        summary="The assessments of your parcels, in their order and without gaps",
        description=(
            "Whatever follows an assessment is another one with a higher number: what the seller answered, or that "
            "nobody answered in time. Begin with `after=0` and go on with `next`, and you miss none."
        ),
        responses={200: AssessmentsAnswer},
    )
    def get(self, request: Request) -> Response:
        after, limit = self.asked.after, self.asked.limit
        found = list(assessments_of(access_by(request).partner_id).filter(pk__gt=after)[:limit])
        results = [AssessmentAnswer.of(each, follow_up_of(each)) for each in found]
        return Response(AssessmentsAnswer(results=results, next=found[-1].pk if found else after))


class AssessmentDetail(Endpoint):
    required_scope = RISK_ASSESS

    @extend_schema(
        operation_id="risk_assessment",
        summary="An assessment of a parcel of yours, and whether it holds",
        responses={200: AssessmentAnswer} | errors(404),
    )
    def get(self, request: Request, assessment_id: int) -> Response:
        found = assessment_of(access_by(request).partner_id, assessment_id)
        return Response(AssessmentAnswer.of(found, follow_up_of(found)))


class AssessmentScreening(Endpoint):
    required_scope = RISK_ASSESS

    @keyed
    @extend_schema(
        operation_id="risk_screening",
        summary="Say what was found when a parcel was screened",
        description="The answer is the assessment that follows. After an alarm it is `do_not_load`.",
        request=ScreenedInput,
        responses={200: AssessmentAnswer} | errors(404),
    )
    def post(self, request: Request, assessment_id: int) -> Response:
        asked, partner_id = content_read(ScreenedInput, request.data), access_by(request).partner_id
        after = screening_answer(
            partner_id=partner_id, assessment_id=assessment_id, result=asked.result, text=asked.text
        )
        return Response(AssessmentAnswer.of(after))


class AssessmentInformation(Endpoint):
    required_scope = RISK_ASSESS

    @keyed
    @extend_schema(
        operation_id="risk_information",
        summary="Give the information that is asked about a parcel",
        description=(
            "The answer is the assessment that follows. What is still missing is asked for again, until the same "
            "moment."
        ),
        request=InformationInput,
        responses={200: AssessmentAnswer} | errors(404),
    )
    def post(self, request: Request, assessment_id: int) -> Response:
        asked, partner_id = content_read(InformationInput, request.data), access_by(request).partner_id
        after = information_answer(
            partner_id=partner_id, assessment_id=assessment_id, text=asked.text, correction=asked.correction
        )
        return Response(AssessmentAnswer.of(after))
