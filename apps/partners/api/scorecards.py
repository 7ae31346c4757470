"""The scorecards of a partner: what it reported month by month, beside its peers, and what follows."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.scopes import LEDGER_WRITE
from apps.partners.scorecards.answers import ScorecardsAnswer


class Scorecards(Endpoint):
    required_scope = LEDGER_WRITE

    @extend_schema(
        operation_id="scorecards",
        summary="Your scorecards: how complete and how timely your reports are, and what they earn",
        description=(
            "A scorecard counts your first report of each parcel of a month. It is made when the reports of the month "
            "had their time, and never changes. Complete and timely reports earn a larger quota, and fewer questions "
            "about declared parcels. A smaller quota is announced by mail to your contact before it begins, and a "
            "better scorecard lifts it. The policy has the numbers, under `partner`. You see in which quarter of your "
            "peers you stand where there are enough of them."
        ),
        responses={200: ScorecardsAnswer},
    )
    def get(self, request: Request) -> Response:
        return Response(ScorecardsAnswer.of(access_by(request).reporter_id))
