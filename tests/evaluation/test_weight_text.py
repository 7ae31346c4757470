"""What a violation weighs, in words: in what a parcel of an exam at random counts, and what was disclosed first."""

from datetime import date
from typing import Any

import pytest

from apps.core import clock
from apps.evaluation.weight_text import WeightText, weight_text
from apps.ledger.models import Violation
from apps.policy.selectors import Calendar
from apps.shippers.models import Shipper
from tests.evaluation.ledger import member, parcels, violation


@pytest.fixture
def unsampled() -> Shipper:
    return member(date(2026, 1, 1))


def text_of(shipper: Shipper, **fields: Any) -> WeightText:
    """Record a violation of today and return its weight."""
    reference = violation(shipper, clock.today(), **fields)
    return weight_text(Violation.objects.get(case__reference=reference), Calendar(), today=clock.today())


def exam_text(shipper: Shipper, basis: str) -> WeightText:
    """Return the weight of a violation that an exam on a basis found."""
    (opened,) = parcels(shipper, clock.today(), 1, drawn="discrepant", basis=basis)
    return text_of(shipper, shipment=f"usps:{opened}")


@pytest.mark.parametrize(
    ("basis", "said", "rule"),
    [
        ("random", "In your compliance rate", "Compliance rate"),
        ("follow_up", "In the evidence by which a tier is lost", "Evidence by which a tier is lost"),
    ],
)
def test_exam_after_a_wrong_parcel_does_not_lower_the_rate_but_speaks_in_the_evidence(
    unsampled: Shipper, basis: str, said: str, rule: str
) -> None:
    text = exam_text(unsampled, basis)
    assert text.counts
    assert said in text.remark
    assert [end.rule for end in text.window_ends] == [rule]


def test_negligence_that_was_disclosed_first_has_no_points(unsampled: Shipper) -> None:
    text = text_of(unsampled, self_disclosed=True)
    assert (text.counts, text.product, text.steps, text.window_ends) == (False, "0", [], [])
    assert text.remark == "It has no points, because you disclosed it first."


def test_fraud_that_was_disclosed_first_keeps_a_quarter_of_its_weight(unsampled: Shipper) -> None:
    hidden, told = (text_of(unsampled, culpability="fraud", self_disclosed=disclosed) for disclosed in (False, True))
    assert told.counts
    assert float(told.product) == float(hidden.product) / 4
    assert told.remark == ""


def test_critical_violation_that_was_disclosed_first_counts_while_it_bars_every_tier(unsampled: Shipper) -> None:
    text = text_of(unsampled, category="narcotics", self_disclosed=True)
    assert text.counts
    assert "it bars every tier" in " ".join(end.rule for end in text.window_ends)
