"""Parcels of sellers before and after the training of a model, for tests of drift."""

from datetime import date, timedelta
from random import Random

from apps.core import clock
from apps.targeting.models import DriftLook, FeatureDrift, RiskModel
from tests.ledger.conftest import report, shipment

# The days from which the models of tests learned, and a day on which a look is taken.
FIRST, LAST, LOOK = date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 28)
GOODS = ("610910", "420221", "950300", "851712")


def came(name: str, first: date, last: date, count: int = 400, *, dearer: float = 1.0) -> None:
    """Have an agency report parcels that came on these days, each of another seller, every fourth of them opened."""
    dice = Random(name)
    days = (last - first).days + 1
    facts = []
    for number in range(count):
        fact = shipment(
            f"{name}{number}",
            seller=f"{name}-{number}",
            date=(first + timedelta(days=number % days)).isoformat(),
            hs=dice.choice(GOODS),
            origin=dice.choice(("CN", "VN")),
            value=f"{dice.lognormvariate(3.5, 0.8) * dearer:.2f}",
            currency="USD",
            weight_kg=f"{dice.lognormvariate(0, 0.6):.3f}",
            mode="air",
        )
        if number % 4 == 0:
            fact |= {"exam_basis": "risk", "exam_result": "discrepant" if dice.random() < 0.2 else "clean"}
        facts.append(fact)
    report(*facts, kind="agency")


def looked(model: RiskModel, *drifted: str) -> DriftLook:
    """Return a look of today at which some features drifted, by default the value, and the weight did not."""
    look = DriftLook.objects.create(
        model=model, day=clock.today(), first_day=clock.today(), learned=400, arrived=400, at=clock.now()
    )
    rows = {"weight": 0.02} | dict.fromkeys(drifted or ("value",), 0.5)
    FeatureDrift.objects.bulk_create(
        FeatureDrift(look=look, feature=feature, index=index, bound=0.1) for feature, index in rows.items()
    )
    return look
