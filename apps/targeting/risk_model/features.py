"""The features of a parcel: numbers that are known at arrival, each with its reason. Pure. The model card shows them.

No feature knows the outcome of the parcel, and none is a personal attribute. A number is None where nothing was
declared or nothing is known to compare with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p

from apps.targeting.risk_model.arrivals import DeclaredParcel
from apps.targeting.risk_model.keys import KEYS, keys_of
from apps.targeting.risk_model.knowledge import GROUPS, MEASURES, PeerKnowledge, log_odds

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: its name, its label for people, and the reason why it is looked at."""

    name: str
    label: str
    reason: str


def _features() -> list[Feature]:
    return [
        *(Feature(f"rate_{key.name}", f"Past outcomes: {key.label}", key.reason) for key in KEYS),
        *(
            Feature(
                f"known_{key.name}",
                f"How well known: {key.label}",
                "What was seldom or never opened says less by its past, and hides more.",
            )
            for key in KEYS
        ),
        *(
            Feature(
                f"{measure.name}_{group.name}",
                f"The {measure.label} against the median of {group.label}",
                "A value or weight far from the usual one points to undervaluation, or to other goods than declared.",
            )
            for measure in MEASURES
            for group in GROUPS
        ),
        Feature("place_heading", "Share of parcels of the HS heading with a lower value of a kilogram", _PLACE),
        Feature("place_hs", "Share of parcels of the HS code with a lower value of a kilogram", _PLACE),
        Feature(
            "value",
            "Value",
            "Limits of value decide the duty, the form of entry and the effort, and attract false values.",
        ),
        Feature("weight", "Weight", "The weight is hard to falsify, so it tells what the parcel is."),
        Feature("price", "Value of a kilogram", "Goods that are expensive for their weight repay a false declaration."),
        Feature("quantity", "Quantity", "A large number of pieces is a sale, whatever the entry says."),
        Feature("round_value", "Trailing zeros of the value", "Invented values are round more often than prices."),
        Feature(
            "round_weight", "Decimals of the weight", "A weight that nobody measured is more often a whole number."
        ),
        Feature("another_country", "Sent from another country than its origin", _ROUTE),
        Feature("hs_number", "HS code, as a number", "Neighbors in the nomenclature are goods of one kind."),
        Feature("hs_digits", "Digits of the HS code", "A short code hides what the goods are."),
        Feature("words", "Words of the description", "A vague description has few words."),
        Feature("letters", "Letters of each word of the description", "Codes and made-up words are longer or shorter."),
    ]


_PLACE = "The lowest prices of a kind of goods are where undervaluation is found."
_ROUTE = "Goods that come by another country than their origin may have been transshipped to hide it."
FEATURES: tuple[Feature, ...] = tuple(_features())
# The places of the features that say how well each key of a parcel is known.
KNOWN = slice(len(KEYS), 2 * len(KEYS))


def features_of(arrival: DeclaredParcel, knowledge: PeerKnowledge) -> list[float | None]:
    """Return the numbers of a parcel, in the order of `FEATURES`."""
    chances, known = knowledge.chances(keys_of(arrival))
    words = _WORDS.findall(arrival.description)
    return [
        *map(log_odds, chances),
        *map(log1p, known),
        *knowledge.deviations(arrival),
        knowledge.place(arrival, 0),
        knowledge.place(arrival, 1),
        _log(arrival.value),
        _log(arrival.weight_kg),
        _log(arrival.price),
        _log(arrival.quantity),
        None if not arrival.value else float(_trailing_zeros(arrival.value)),
        None if not arrival.weight_kg else float(_decimals(arrival.weight_kg)),
        float(arrival.origin != arrival.departure) if arrival.origin and arrival.departure else None,
        float(arrival.hs[:6].ljust(6, "0")) if arrival.hs.isdigit() else None,
        float(len(arrival.hs)),
        float(len(words)) if arrival.description else None,
        sum(map(len, words)) / len(words) if words else None,
    ]


def rows_of(arrivals: Sequence[DeclaredParcel], knowledge: PeerKnowledge) -> list[list[float | None]]:
    """Return the numbers of each parcel."""
    return [features_of(arrival, knowledge) for arrival in arrivals]


def _log(amount: float | None) -> float | None:
    return log(amount) if amount and amount > 0 else None


def _trailing_zeros(value: float) -> int:
    """Return the trailing zeros of a whole amount; -1 for an amount with decimals."""
    if value % 1:
        return -1
    digits = str(int(value))
    return len(digits) - len(digits.rstrip("0"))


def _decimals(weight: float) -> int:
    """Return the decimals of a weight, to three."""
    return next((places for places in range(3) if round(weight, places) == weight), 3)
