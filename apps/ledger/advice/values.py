"""Values that are missing, or far from those of like goods."""

from decimal import Decimal

from django.utils.translation import gettext as _

from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact

# Fewer parcels tell nothing of what is usual.
MIN_PARCELS = 200
# One in fifty lies beyond the bounds of its peers by definition; only what is far beyond is worth a word.
FAR = Decimal(2)
DIGITS = Decimal("0.01")


def chapter_of(fact: ShipmentFact) -> str:
    """Return the chapter of a shipment's HS code; "" where there is no code."""
    return fact.content.get("hs", "")[:2]


def value_missing(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Ask for a value where there is none, or zero."""
    if fact.content.get("value"):
        return None
    return ReportAdvice(
        "value",
        "value_missing",
        _("There is no value of the goods."),
        _("Give the price that the buyer paid. For a gift or a sample, give the price that it would have."),
    )


def value_per_kilogram(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise to check a value per kilogram that is far from those of parcels of the same chapter and currency."""
    value, weight = fact.content.get("value"), fact.content.get("weight_kg")
    peers = known.peers.get((chapter_of(fact), fact.content.get("currency", "")))
    if not value or not weight or peers is None or peers.parcels < MIN_PARCELS:
        return None
    each = value / weight
    if peers.low / FAR <= each <= peers.high * FAR:
        return None
    about = {
        "value": each.quantize(DIGITS),
        "currency": fact.content["currency"],
        "median": peers.median.quantize(DIGITS),
        "chapter": chapter_of(fact),
    }
    return ReportAdvice(
        "value",
        "value_per_kilogram",
        _("This is %(value)s %(currency)s a kilogram. Half of the parcels of chapter %(chapter)s have over %(median)s.")
        % about,
        _("Check the value, the currency and the weight. If they are right, leave them, and keep the invoice at hand."),
    )
