"""A member is warned before one further finding would cost its tier, once, and nobody else is."""

import pytest

from apps.core import clock
from apps.notices.models import Message
from apps.standing.evaluations.warnings import margins_warn
from tests.evaluation.ledger import found_wrong, violation
from tests.people import seller
from tests.portal.members import member_of, settle

pytestmark = pytest.mark.shipper(months=5)


def warnings() -> list[Message]:
    return list(Message.objects.filter(kind="standing.margin"))


@pytest.mark.slow
def test_a_member_is_warned_when_one_more_finding_would_cost_its_tier_and_only_once(shipper):
    found_wrong(shipper, 3)
    settle()
    assert warnings() == []
    found_wrong(shipper, 1)
    settle()

    (warning,) = warnings()
    assert warning.subject == "One more finding could cost you tier 1"
    assert "1 more parcel that an exam at random finds wrong: tier 0" in warning.body
    assert "fraud" not in warning.body
    margins_warn(shipper_ids=[shipper.pk])
    assert len(warnings()) == 1


@pytest.mark.slow
def test_a_member_whose_tier_is_proposed_for_less_gets_the_notice_and_no_warning(shipper):
    found_wrong(shipper, 5)
    settle()

    assert Message.objects.filter(kind="standing.demotion").exists()
    assert warnings() == []


def test_a_member_with_a_clean_record_or_without_a_tier_is_not_warned(shipper):
    margins_warn(shipper_ids=[shipper.pk])
    newcomer = member_of(seller("new@shop.example"), months=1)
    violation(newcomer, clock.today())
    settle()

    assert warnings() == []
