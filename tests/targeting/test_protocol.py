"""The answer to a declaration: the gravest that a reason asks for, with who must do what, and by when."""

from typing import Any

import pytest

from apps.policy.procedures import ParcelRisk
from apps.targeting.protocol import DeclarationAnswer, Layer, answer_of
from apps.targeting.risk_model import RiskReason
from apps.targeting.vocabulary import Addressee, Outcome

TERMS = ParcelRisk(screening_chance=0.8, information_hours=48, screening_hours=4)


def answer(**given: Any) -> DeclarationAnswer:
    usual: dict[str, Any] = {
        "rules": (),
        "exam_rate": 1.0,
        "missing": (),
        "chance": 0.1,
        "reasons": (),
        "by_air": True,
        "can_ask_seller": True,
        "terms": TERMS,
    }
    return answer_of(**usual | given)


def test_nothing_is_asked_where_nothing_is_wrong() -> None:
    told = answer()
    assert (told.outcome, told.addressee, told.hours) == (Outcome.COMPLETE, None, None)


@pytest.mark.parametrize(
    ("given", "outcome", "addressee", "hours"),
    [
        ({"missing": ["hs_missing"]}, Outcome.REQUEST_INFORMATION, Addressee.SELLER, 48),
        ({"missing": ["hs_missing"], "can_ask_seller": False}, Outcome.REQUEST_INFORMATION, Addressee.CARRIER, 48),
        ({"chance": 0.9}, Outcome.REQUEST_SCREENING, Addressee.CARRIER, 4),
        ({"chance": 0.9, "by_air": False}, Outcome.COMPLETE, None, None),
        ({"rules": ["list_candidate"], "missing": ["hs_missing"]}, Outcome.REQUEST_SCREENING, Addressee.CARRIER, 4),
        ({"rules": ["restricted_party", "list_candidate"]}, Outcome.DO_NOT_LOAD, None, None),
        ({"rules": ["agency_hold"]}, Outcome.COMPLETE, None, None),
    ],
)
def test_the_gravest_reason_decides(
    given: dict[str, Any], outcome: Outcome, addressee: Addressee | None, hours: int | None
) -> None:
    told = answer(**given)
    assert (told.outcome, told.addressee, told.hours) == (outcome, addressee, hours)
    assert bool(told.asked_for) == (outcome is not Outcome.COMPLETE)


def test_each_layer_is_visible_in_points() -> None:
    told = answer(rules=["agency_hold"], exam_rate=0.5, reasons=[RiskReason("rate_hs", 12)])
    assert [(reason.layer, reason.points) for reason in told.reasons] == [
        (Layer.RULE, 100),
        (Layer.STANDING, -20),
        (Layer.MODEL, 12),
    ]
    assert told.must_open
