"""The knowledge from past parcels about others: the rates of wrong parcels by key, usual values, and lines opened
before.

Pure. Repeats of one line (the same code, weight and value) count together as one parcel: a listing that is sold a
thousand times is one piece of evidence on what its heading is like, and not a thousand.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

from apps.targeting.risk_model.arrivals import DeclaredParcel, PastParcel
from apps.targeting.risk_model.keys import KEYS, keys_of

# A key's own evidence counts as much as its parent's rate once it has so many parcels of different lines.
STRENGTH = 12.0
# The chance is kept away from 0 and 1, so that its odds have a logarithm.
MIN_CHANCE = 1e-4
# A usual value is the median of at least so many different lines.
MIN_LINES = 3
# A line that was opened before outweighs the chance of the model by its outcomes: the chance counts as so many exams.
REPEAT_STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class ComparedAmount:
    """An amount of a parcel that is compared with the usual one: its name, label and value, None where unknown."""

    name: str
    label: str
    of: Callable[[DeclaredParcel], float | None]


@dataclass(frozen=True, slots=True)
class PeerParcels:
    """Parcels among which an amount is usual. `of` returns the text of the group, "" for a parcel that is in none."""

    name: str
    label: str
    of: Callable[[DeclaredParcel], str]


MEASURES: tuple[ComparedAmount, ...] = (
    ComparedAmount("price", "value of a kilogram", lambda arrival: arrival.price),
    ComparedAmount("value", "value", lambda arrival: arrival.value or None),
    ComparedAmount("weight", "weight", lambda arrival: arrival.weight_kg or None),
)
GROUPS: tuple[PeerParcels, ...] = (
    PeerParcels("heading", "the HS heading", lambda a: a.hs[:4] if len(a.hs) >= 4 else ""),
    PeerParcels("hs", "the HS code", lambda a: a.hs[:6] if len(a.hs) >= 6 else ""),
    PeerParcels(
        "hs_origin", "the HS code and origin", lambda a: f"{a.hs[:6]}|{a.origin}" if len(a.hs) >= 6 and a.origin else ""
    ),
    PeerParcels("seller", "the seller", lambda a: a.seller),
)


@dataclass(slots=True)
class PeerKnowledge:
    """Sums over past parcels, by the text of each key.

    `rates` holds (parcels, wrong ones) for each key, in the order of `KEYS`. `usual` holds the sorted logarithms of
    each measure in each group, in the order of `MEASURES` and `GROUPS`. `lines` holds (exams, wrong ones) of each line.
    """

    base: float = 0.5
    rates: list[dict[str, list[float]]] = field(default_factory=lambda: [{} for _key in KEYS])
    usual: list[dict[str, list[float]]] = field(
        default_factory=lambda: [{} for _each in range(len(MEASURES) * len(GROUPS))]
    )
    lines: dict[str, list[int]] = field(default_factory=dict)

    def chances(self, texts: Sequence[str]) -> tuple[list[float], list[float]]:
        """Return the completed chance of each key of a parcel to be wrong, and the parcels by which each is known."""
        chances, known = list[float](), list[float]()
        for at, text in enumerate(texts):
            parent = PARENTS[at]
            chance = self.base if parent is None else chances[parent]
            parcels, wrong = self.rates[at].get(text, NOTHING) if text else NOTHING
            chances.append((wrong + STRENGTH * chance) / (parcels + STRENGTH))
            known.append(parcels)
        return chances, known

    def deviations(self, arrival: DeclaredParcel) -> list[float | None]:
        """Return log(amount / usual amount) by measure and group; None where one of the two is unknown."""
        told = list[float | None]()
        groups = [group.of(arrival) for group in GROUPS]
        for row, measure in enumerate(MEASURES):
            amount = measure.of(arrival)
            amount = log(amount) if amount else None
            for column, text in enumerate(groups):
                usual = self.usual[row * len(GROUPS) + column].get(f"{arrival.currency}|{text}") if text else None
                told.append(None if amount is None or usual is None else amount - middle(usual))
        return told

    def place(self, arrival: DeclaredParcel, group: int) -> float | None:
        """Return the share of lines of a group with a lower value of a kilogram; None where that is unknown."""
        amount, text = arrival.price, GROUPS[group].of(arrival)
        usual = self.usual[group].get(f"{arrival.currency}|{text}") if text else None
        return None if amount is None or usual is None else (bisect_left(usual, log(amount)) + 0.5) / (len(usual) + 1)


NOTHING = (0.0, 0.0)
_NAMES = [key.name for key in KEYS]
PARENTS: tuple[int | None, ...] = tuple(_NAMES.index(key.parent) if key.parent else None for key in KEYS)


def knowledge_of(examples: Sequence[PastParcel]) -> PeerKnowledge:
    """Return what examples tell, each line counting once."""
    found = PeerKnowledge()
    amounts: list[dict[str, list[float]]] = [defaultdict(list) for _each in found.usual]
    weights = line_weights(examples)
    total = wrong = 0.0
    seen = set[str]()
    for example, weight in zip(examples, weights, strict=True):
        arrival, line = example.arrival, example.arrival.line
        total += weight
        wrong += weight * example.wrong
        for rates, text in zip(found.rates, keys_of(arrival), strict=True):
            if text:
                sums = rates.setdefault(text, [0.0, 0.0])
                sums[0] += weight
                sums[1] += weight * example.wrong
        opened = found.lines.setdefault(line, [0, 0])
        opened[0] += 1
        opened[1] += example.wrong
        if line not in seen:
            seen.add(line)
            _amounts_add(amounts, arrival)
    found.base = (wrong + 1) / (total + 2)
    found.usual = [{text: sorted(logs) for text, logs in each.items() if len(logs) >= MIN_LINES} for each in amounts]
    return found


def line_weights(examples: Iterable[PastParcel]) -> list[float]:
    """Return the weight of each example: 1 / n for a line that occurs n times."""
    lines = [example.arrival.line for example in examples]
    counted = Counter(lines)
    return [1 / counted[line] for line in lines]


def repeated_chance(chance: float, opened: Sequence[int] | None) -> float:
    """Return the chance of a parcel whose line was opened before, (exams, wrong ones), to be wrong."""
    if not opened:
        return chance
    exams, wrong = opened
    return (wrong + REPEAT_STRENGTH * chance) / (exams + REPEAT_STRENGTH)


def novelty_of(parcels: Sequence[float]) -> float:
    """Return the novelty of a parcel by the past parcels of each of its keys: the share of keys that are new."""
    return sum(1 for known in parcels if not known) / len(parcels) if parcels else 0.0


def log_odds(chance: float) -> float:
    """Return the natural logarithm of the odds of a chance."""
    chance = min(max(chance, MIN_CHANCE), 1 - MIN_CHANCE)
    return log(chance / (1 - chance))


def chance_of(odds: float) -> float:
    """Return the chance of odds that are given as a natural logarithm."""
    return 1 / (1 + exp(-odds))


def middle(ordered: Sequence[float]) -> float:
    """Return the median of sorted numbers."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _amounts_add(amounts: Sequence[dict[str, list[float]]], arrival: DeclaredParcel) -> None:
    for row, measure in enumerate(MEASURES):
        if not (amount := measure.of(arrival)):
            continue
        for column, group in enumerate(GROUPS):
            if text := group.of(arrival):
                amounts[row * len(GROUPS) + column][f"{arrival.currency}|{text}"].append(log(amount))


def knowledge_dump(knowledge: PeerKnowledge) -> dict[str, Any]:
    """Return knowledge as values of JSON."""
    return {"base": knowledge.base, "rates": knowledge.rates, "usual": knowledge.usual, "lines": knowledge.lines}


def knowledge_load(told: dict[str, Any]) -> PeerKnowledge:
    """Return knowledge from values of JSON."""
    return PeerKnowledge(told["base"], told["rates"], told["usual"], told["lines"])
