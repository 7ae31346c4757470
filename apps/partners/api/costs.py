"""What goods cost at the border, for anybody."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.embargoes import Embargo
from apps.partners.api.public import PublicView
from apps.partners.cost_answers import CostsAnswer
from apps.partners.input_types import CostsInput
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.tariff.costs import CostQuestion, RateUnit, costs_of, edition_loaded, goods_find, rates_are_loaded


class CostsOfGoods(PublicView):
    query = CostsInput
    asked: CostsInput

    @extend_schema(
        operation_id="costs",
        summary="Duty, added duties and fees of goods, and how they are entered",
        description="For one kind of goods in one shipment. Each amount says how it came to be, and `table` what is "
        "not counted. An added duty that may not be owed is in `total.most` alone.",
        responses={200: CostsAnswer} | errors(404),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked
        found = goods_find(asked.hs)
        if not found:
            if rates_are_loaded():
                raise Problem(404, "unknown-code", "The tariff has no such code with a rate of duty.")
            raise Problem(404, "no-tariff", "No tariff with rates of duty is loaded on this site.")
        (goods,) = found
        question = CostQuestion(
            hs=goods.code,
            origin=asked.origin,
            mode=asked.mode,
            value=Decimal(asked.value).quantize(Decimal("0.01")),
            day=asked.day or clock.today(),
            measured={unit: Decimal(sent) for unit in RateUnit if (sent := getattr(asked, unit))},
            preference=asked.preference,
        )
        costs = costs_of(question, goods)
        if isinstance(costs, Embargo):
            raise Problem(422, "embargo", f"{costs.sentence} {costs.address}")
        return Response(CostsAnswer.of(question, goods, costs, edition_loaded()))
