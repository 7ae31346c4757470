"""Goods for which an agency beside customs wants data or a permit (the table of chapters is `tariff.agencies`)."""

from django.utils.translation import gettext as _

from apps.ledger.advice.context import Advice, Known
from apps.ledger.advice.values import chapter_of
from apps.ledger.facts import ShipmentFact
from apps.tariff.agencies import ASKED_BY, agencies_of


def agency_data(fact: ShipmentFact, known: Known) -> Advice | None:
    """Say which agencies may want data on goods of the chapter."""
    agencies = agencies_of(chapter_of(fact))
    if not agencies:
        return None
    return Advice(
        "hs",
        "agency_data",
        _("Chapter %(chapter)s has goods for which %(agencies)s may want data.")
        % {"chapter": chapter_of(fact), "agencies": ", ".join(agencies)},
        _("Give your carrier or broker what these ask for, if they cover your goods. %(data)s.")
        % {"data": "; ".join(str(ASKED_BY[agency]) for agency in agencies)},
    )
