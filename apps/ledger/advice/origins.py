"""Origins that are missing, no country, or odd for goods that come from abroad."""

from django.utils.translation import gettext as _

from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact
from apps.ledger.values import COUNTRIES

# ISO 3166-1 has no such countries; people mean these. ZZ is reserved there for whoever has no better code.
MEANT = {"UK": "GB", "EL": "GR", "EN": "GB"}
UNION = "EU"
HOME = "US"
# Chapter 98 has the provisions for goods that come back (9801).
PROVISIONS = "98"


def origin_missing(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Ask for the country of origin where there is none."""
    if fact.content.get("origin"):
        return None
    return ReportAdvice(
        "origin",
        "origin_missing",
        _("There is no country of origin."),
        _("Give the country in which the goods were made, not the one from which they are sent: CN, for example."),
    )


def origin_no_country(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise against an origin that is no country."""
    given = fact.content.get("origin", "")
    if not given or given in COUNTRIES:
        return None
    if given in MEANT:
        instead = _("Write %(code)s.") % {"code": MEANT[given]}
    elif given == UNION:
        instead = _("Give the member state in which the goods were made: DE, for example.")
    else:
        instead = _("Give the two letters of the country in which the goods were made: CN, for example.")
    return ReportAdvice("origin", "origin_no_country", _("“%(code)s” is not a country.") % {"code": given}, instead)


def origin_domestic(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise to check the origin of goods that are sent from abroad and said to be made in the United States."""
    departure = fact.content.get("departure", "")
    if fact.content.get("origin") != HOME or departure in ("", HOME) or fact.content.get("hs", "")[:2] == PROVISIONS:
        return None
    return ReportAdvice(
        "origin",
        "origin_domestic",
        _("Goods made in the United States seldom come from %(country)s.") % {"country": departure},
        _("Give the country in which the goods were made. If they do come back, say so under heading 9801."),
    )
