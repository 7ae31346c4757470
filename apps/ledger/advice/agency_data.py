"""Goods for which an agency beside customs wants data or a permit (the table of chapters is `tariff.agencies`)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.advice.known import Advice, Known
from apps.ledger.advice.values import chapter_of
from apps.ledger.facts import ShipmentFact
from apps.tariff.agencies import agencies_of

# What each agency asks for: 21 CFR 1.279 (FDA), 16 CFR part 1110 (CPSC), 19 CFR 12.110 to 12.127 (EPA),
# 7 CFR part 319 and 16 U.S.C. 3372(f) (USDA), 50 CFR part 14 (FWS).
DATA: dict[str, Promise] = {
    "CPSC": _lazy("CPSC: the certificate of the product, where a safety rule covers it"),
    "EPA": _lazy("EPA: the certification of a chemical, a pesticide or an engine"),
    "FDA": _lazy("FDA: the product code and the maker; of food, the number of the prior notice"),
    "FWS": _lazy("FWS: the declaration of wildlife, and the permit of a protected kind"),
    "USDA": _lazy("USDA: the permit or certificate of plants and animals; of wood, the Lacey Act declaration"),
}


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
        % {"data": "; ".join(str(DATA[agency]) for agency in agencies)},
    )
