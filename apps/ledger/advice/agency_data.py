"""Goods for which an agency beside customs wants data or a permit (the table of lines is `tariff.agencies`)."""

from django.utils.translation import gettext as _

from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact
from apps.tariff.agencies import ASKED_BY, agencies_of


def agency_data(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Say which agencies may want data on goods of the code."""
    hs = fact.content.get("hs", "")
    agencies = agencies_of(hs)
    if not agencies:
        return None
    return ReportAdvice(
        "hs",
        "agency_data",
        _("The code %(code)s has goods for which %(agencies)s may want data.")
        % {"code": hs, "agencies": ", ".join(agencies)},
        _("Give your carrier or broker what these ask for, if they cover your goods. %(data)s.")
        % {"data": "; ".join(str(ASKED_BY[agency]) for agency in agencies)},
    )
