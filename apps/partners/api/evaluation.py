from collections.abc import Mapping

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.evaluation.facts_export import facts_document
from apps.evaluation.judgments import judgment_today
from apps.evaluation.selectors import evaluation_latest
from apps.partners.answers import EvaluationAnswer
from apps.partners.authentication import IsPersonOrHasScope, PartnerAuthentication
from apps.partners.consents import shipper_read
from apps.partners.endpoints import Endpoint
from apps.partners.facts_answers import FactsAnswer
from apps.partners.input_types import PastInput
from apps.partners.numbers import MALFORMED
from apps.partners.past_answers import PastAnswer
from apps.partners.problems import Problem
from apps.partners.questions.models import TOLD
from apps.partners.schema import errors
from apps.partners.scopes import STATUS_READ
from apps.shippers.ksn import is_ksn, normal_ksn
from apps.shippers.models import Consent, Shipper
from apps.standing.selectors import known_at_end_of, past_of, standing_of


class ShipperEvaluation(Endpoint):
    authentication_classes = (PartnerAuthentication, SessionAuthentication)
    permission_classes = (IsPersonOrHasScope,)
    required_scope = STATUS_READ

    @extend_schema(
        operation_id="shipper_evaluation",
        summary="The findings behind the tier",
        description="For a partner with the consent of the shipper, and for its own team and staff, signed in here.",
        responses={200: EvaluationAnswer} | errors(404),
    )
    def get(self, request: Request, ksn: str) -> Response:
        shipper = _shipper_read(request, ksn, {Consent.Scope.EVALUATION: TOLD})
        evaluation = evaluation_latest(shipper.pk)
        if evaluation is None:
            raise Problem(404, "not-found", "This shipper has not been evaluated yet. Try again in a minute.")
        standing = standing_of(shipper.pk)
        held = standing.tier if standing else 0
        return Response(EvaluationAnswer.of(shipper.ksn or "", evaluation, held, judgment_today(shipper.pk)))


class ShipperFacts(Endpoint):
    authentication_classes = (PartnerAuthentication, SessionAuthentication)
    permission_classes = (IsPersonOrHasScope,)
    required_scope = STATUS_READ

    @extend_schema(
        operation_id="shipper_facts",
        summary="All facts that the rules read, to repeat every evaluation",
        description="For a partner with the consent of the shipper, and for its own team and staff, signed in at this "
        "site. docs/verify/README.md of the project says how to compute with them.",
        responses={200: FactsAnswer} | errors(404),
    )
    def get(self, request: Request, ksn: str) -> Response:
        shipper = _shipper_read(request, ksn, {Consent.Scope.FACTS: TOLD})
        return Response(msgspec.convert(facts_document(shipper), FactsAnswer))


class ShipperPast(Endpoint):
    authentication_classes = (PartnerAuthentication, SessionAuthentication)
    permission_classes = (IsPersonOrHasScope,)
    required_scope = STATUS_READ
    query = PastInput
    asked: PastInput

    @extend_schema(
        operation_id="shipper_past",
        summary="The standing of a past day, and why, by what was known then and now",
        description="`standing` is what was decided by the end of the day `as_of`, and is never computed anew. "
        "`by_then` and `by_now` are the answers of the rules on the day, from the entries that were known at "
        "`known_at` and from those known now; `known_later` has the entries that make the difference. For a partner "
        "with the consents `past` and `facts` of the shipper, and for its own team and staff, signed in at this site.",
        responses={200: PastAnswer} | errors(404, 409),
    )
    def get(self, request: Request, ksn: str) -> Response:
        as_of = self.asked.as_of or clock.today()
        # The past rests on facts of the shipper, so both are told, and both are asked of the shipper.
        told = {Consent.Scope.PAST: as_of.isoformat(), Consent.Scope.FACTS: TOLD}
        shipper = _shipper_read(request, ksn, told)
        known_at = self.asked.known_moment or known_at_end_of(as_of)
        past = past_of(shipper.pk, as_of=as_of, known_at=known_at, until=clock.now())
        return Response(PastAnswer.of(shipper.ksn or "", past))


def _shipper_read(request: Request, ksn: str, told: Mapping[Consent.Scope, str]) -> Shipper:
    """Return the shipper of a number as typed, if the caller may read what each scope names; else answer with a
    problem.
    """
    ksn = normal_ksn(ksn)
    if not is_ksn(ksn):
        raise Problem(400, "malformed-ksn", MALFORMED)
    return shipper_read(request, ksn, told)
