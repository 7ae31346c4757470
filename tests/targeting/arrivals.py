"""Made-up arrivals, and examples of which some kinds of goods are more often wrong."""

import random
from datetime import date, timedelta
from typing import Any

from apps.targeting.risk_model import DeclaredParcel, PastParcel

FIRST = date(2026, 1, 1)


def arrival(**fields: Any) -> DeclaredParcel:
    """Return an arrival with usual fields, unless they are given."""
    usual: dict[str, Any] = {
        "day": FIRST,
        "seller": "S1",
        "hs": "610910",
        "origin": "CN",
        "departure": "CN",
        "value": 40.0,
        "currency": "USD",
        "weight_kg": 0.5,
        "quantity": None,
        "mode": "air",
        "entry_type": "86",
        "port": "4701",
        "carrier": "",
        "broker": "",
        "declarant": "D1",
        "description": "Cotton shirts for men",
    }
    return DeclaredParcel(**usual | fields)


def examples(count: int, seed: int = 1, rates: dict[str, float] | None = None) -> list[PastParcel]:
    """Return examples of different lines, whose HS code alone decides how often they are wrong."""
    chance = random.Random(seed)
    rates = rates or {"610910": 0.1, "420221": 0.5, "950300": 0.25, "851712": 0.05}
    made = []
    for number in range(count):
        hs = chance.choice(sorted(rates))
        made.append(
            PastParcel(
                arrival(
                    day=FIRST + timedelta(days=number * 300 // count),
                    hs=hs,
                    seller=f"S{chance.randrange(200)}",
                    value=round(chance.lognormvariate(3.5, 0.8), 2),
                    weight_kg=round(chance.lognormvariate(0, 0.6), 3),
                ),
                chance.random() < rates[hs],
            )
        )
    return made
