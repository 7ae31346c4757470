"""Questions about goods and what they cost."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.embargoes import Embargo
from apps.tariff.costs import CostQuestion, Costs, RateUnit, TariffGoods, costs_of

TODAY = date(2026, 11, 28)


def asked(hs: str = "6109100012", origin: str = "VN", value: str = "60", **more: Any) -> CostQuestion:
    measured = {each: Decimal(more.pop(each)) for each in RateUnit if each in more}
    given = {"mode": "air", "day": TODAY, "preference": False} | more
    return CostQuestion(hs=hs, origin=origin, value=Decimal(value), measured=measured, **given)


def goods(code: str = "6109100012", general: str = "16.5%", special: str = "", column_2: str = "90%") -> TariffGoods:
    return TariffGoods(code, code, ["T-shirts"], general, special, column_2)


def costs(general: str = "16.5%", special: str = "", column_2: str = "90%", **question: Any) -> Costs | Embargo:
    question_asked = asked(**question)
    return costs_of(question_asked, goods(question_asked.hs, general, special, column_2))
