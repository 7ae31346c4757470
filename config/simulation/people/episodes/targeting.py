"""A port opens parcels of strangers, and a carrier declares parcels before loading. The rest of the trade, models that
learn from it, and draws are in `people/ports.py`.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from apps.core import clock
from apps.ledger.services import shipments_record
from apps.ledger.vocabulary import ReporterKind
from apps.partners.systems.services import partner_create
from apps.targeting import services
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.acts import NOBODY, Story, Turn, officer

CARRIER = "Elm Bay Air (simulated)"
OPENED, DAYS, SEED = 360, 60, 17
PORT = "4701"
# The share of wrong parcels among strangers, and among their goods that are copied most.
WRONG, COPIED = 0.1, 0.45
COPIED_GOODS = frozenset({"420231", "910211", "640411", "711719"})


def parcels_open() -> None:
    """Have the agency report parcels of strangers that it opened in the last two months."""
    dice = Random(SEED)  # noqa: S311 - the same program each time
    facts = list[dict[str, Any]]()
    for number in range(OPENED):
        goods, country = dice.choice(catalog.PRODUCTS), dice.choice(catalog.COUNTRIES)
        is_wrong = dice.random() < (COPIED if goods.hs in COPIED_GOODS else WRONG)
        seller, day = f"stranger-{dice.randrange(60)}", clock.add_days(clock.today(), -dice.randrange(DAYS))
        price, weight = dice.uniform(*goods.price), dice.uniform(*goods.weight)
        fact = _parcel(f"X{number:05}", day, goods, price, weight, country.code)
        result = "discrepant" if is_wrong else "clean"
        facts.append(fact | {"seller": seller, "exam_basis": "risk", "exam_result": result})
    facts_record(shipments_record, catalog.AGENCY, *facts)


def parcels_declare(*, turn: Turn) -> None:
    """Have a carrier declare parcels of a member and of strangers, and say more about one of them."""
    partner = partner_create(
        name=CARRIER, scopes=["risk:assess"], reporter_code="elmbayair", reporter_kind=ReporterKind.CARRIER
    ).partner
    member = turn.cast.numbered[0]
    declared = [
        _declaration("EB0001", 0, ksn=member.ksn),
        _declaration("EB0002", 14, seller="stranger-3"),
        _declaration("EB0003", 18, seller="stranger-9", description="Gift"),
        _declaration("EB0004", 5, seller="stranger-9", hs=""),
    ]
    assessed = services.parcels_assess(partner_id=partner.pk, items=enumerate(declared))
    services.information_answer(
        partner_id=partner.pk,
        assessment_id=assessed.assessments[2].pk,
        text="The seller's invoice.",
        correction={"description": catalog.PRODUCTS[18].description},
    )


def _declaration(reference: str, number: int, **more: str) -> dict[str, Any]:
    goods, day = catalog.PRODUCTS[number], clock.today() + timedelta(days=1)
    return _parcel(reference, day, goods, goods.price[1], goods.weight[0], "CN") | {"port": PORT} | more


def _parcel(
    reference: str, day: date, goods: catalog.Product, price: float, weight: float, country: str
) -> dict[str, Any]:
    return {
        "reference": reference,
        "date": day.isoformat(),
        "description": goods.description,
        "hs": goods.hs,
        "origin": country,
        "departure": country,
        "value": f"{price:.2f}",
        "currency": "USD",
        "weight_kg": f"{weight:.3f}",
        "mode": "air",
    }


STORIES = (
    Story(
        NOBODY,
        officer(21, parcels_open),
        officer(1, parcels_declare),
    ),
)
