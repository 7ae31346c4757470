"""The register of reasons for programs. Anybody reads it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.measures.answers import ReasonAnswer, ReasonsAnswer
from apps.measures.inputs import ReasonsInput
from apps.measures.reasons.selectors import register_rows
from apps.partners.api.public import PublicView


class Reasons(PublicView):
    query = ReasonsInput
    asked: ReasonsInput

    @extend_schema(
        operation_id="reasons",
        summary="The register of reasons: decisions against businesses, and why",
        description=(
            "Each row is a decision that is final, and tells of no business: it looks like the rows of at least ten "
            "businesses, and what fewer share is null. Rows come in on the first day of a month, are never changed, "
            "and keep their order. Begin with `after=0` and go on with `next`."
        ),
        responses={200: ReasonsAnswer},
    )
    def get(self, request: Request) -> Response:
        asked = self.asked
        found = register_rows(action=asked.action or "", outcome=asked.outcome or "", ground=asked.ground or "")
        rows = list(found.filter(pk__gt=asked.after)[: asked.limit])
        results = [ReasonAnswer.of(row) for row in rows]
        return Response(ReasonsAnswer(results=results, next=results[-1].id if results else asked.after))
