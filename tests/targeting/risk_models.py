"""Models of risk for tests, in each state, from made-up examples."""

import json
import zlib
from datetime import date
from functools import cache
from itertools import count

from apps.accounts.models import User
from apps.core import clock
from apps.targeting import services
from apps.targeting.models import RiskModel
from apps.targeting.risk_model import model_train
from tests.targeting.arrivals import examples

_digests = count(1)
MONTH = {"month": "2026-03", "parcels": 90, "wrong": 0.2, "first_tenth": 0.5, "calibration": 0.02}
CARD = {"base": 0.2, "months": [MONTH | {"new": 40, "new_wrong": 0.2, "new_first_tenth": 0.3}]}


@cache
def content() -> bytes:
    """Return the content of a points model, which knows that goods of heading 4202 are wrong most often."""
    return zlib.compress(json.dumps(model_train(examples(600), seed=1, trees=False).dump()).encode())


def challenger() -> RiskModel:
    """Return a model that nobody has proposed."""
    return RiskModel.objects.create(
        kind="points",
        seed=1,
        digest=f"{next(_digests):064x}",
        content=content(),
        first_day=date(2026, 1, 1),
        last_day=date(2026, 3, 31),
        examples=600,
        card=CARD,
        trained_at=clock.now(),
    )


def proposed(author: User) -> RiskModel:
    """Return a model that a policy manager proposes as champion."""
    return services.model_propose(actor=author, model_id=challenger().pk, reasons="It finds more among new parcels.")


def champion(author: User, approver: User) -> RiskModel:
    """Return a model that one person proposed and another made champion."""
    return services.model_approve(actor=approver, model_id=proposed(author).pk)
