"""Disputes of a partner's own reports: read them, and stand by them or not."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.disputes.selectors import source_check_of, source_checks_of
from apps.disputes.services import source_check_answer, source_checks_deliver
from apps.ledger.selectors import case_references, reference_of
from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.input_types import DisputesInput, SourceAnswerInput
from apps.partners.inputs import content_read
from apps.partners.keyed import keyed
from apps.partners.report_answers import DisputeAnswer, DisputesAnswer
from apps.partners.schema import errors
from apps.partners.scopes import LEDGER_WRITE


class Disputes(Endpoint):
    required_scope = LEDGER_WRITE
    query = DisputesInput
    asked: DisputesInput

    @extend_schema(
        operation_id="disputes",
        summary="Disputes of your reports, in their order",
        description=(
            "Whoever reported a violation answers the business that disputes it. Ask from time to time with `next` of "
            "the last answer. The first time that an open dispute is in an answer counts as the day on which you "
            "were told of it."
        ),
        responses={200: DisputesAnswer},
    )
    @transaction.atomic
    def get(self, request: Request) -> Response:
        after, limit, state = self.asked.after, self.asked.limit, self.asked.state
        reporter_id = access_by(request).reporter_id
        found = source_checks_of(reporter_id).filter(pk__gt=after)
        ids = list((found.filter(state=state) if state else found).values_list("pk", flat=True)[:limit])
        source_checks_deliver(reporter_id=reporter_id, source_check_ids=ids)
        page = list(source_checks_of(reporter_id).filter(pk__in=ids))
        references = case_references([check.dispute.case for check in page], reporter_id)
        results = [DisputeAnswer.of(check, references[check.dispute.case_id]) for check in page]
        return Response(DisputesAnswer(results=results, next=ids[-1] if ids else after))


class DisputeReply(Endpoint):
    required_scope = LEDGER_WRITE

    @keyed
    @extend_schema(
        operation_id="dispute_answer",
        summary="Confirm, correct, withdraw or certify a report that is disputed",
        description=(
            "`confirm` stands by the report; `correct` changes the fields in `correction`, which are recorded as a "
            "further report of yours; `withdraw` takes it back. What is not answered by `confirm_by` stops counting, "
            "and counts again only if you `certify` that the report is complete and accurate. The business reads "
            "`text`."
        ),
        request=SourceAnswerInput,
        responses={200: DisputeAnswer} | errors(404),
    )
    def post(self, request: Request, source_check_id: int) -> Response:
        reporter_id = access_by(request).reporter_id
        source_check_of(reporter_id, source_check_id)
        asked = content_read(SourceAnswerInput, request.data)
        check = source_check_answer(
            source_check_id=source_check_id,
            answer=asked.answer,
            text=asked.text,
            language=asked.language or "",
            correction=asked.correction,
            reporter_id=reporter_id,
        )
        return Response(DisputeAnswer.of(check, reference_of(check.dispute.case, reporter_id)))
