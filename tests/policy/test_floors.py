"""Floors: no draft goes below what stands in code with its law, however its numbers got there."""

from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.policy import services
from apps.policy.floors import FLOORS
from apps.policy.models import Number
from apps.policy.published import published
from apps.policy.schema import KEYS
from tests.policy.versions import drafted, revised, submitted


def below(key: str) -> str:
    """Return the largest value that a number may have below its floor."""
    step = Decimal(1) if KEYS[key].whole else Decimal("0.0001")
    return str(FLOORS[key].least - step)


def test_floors_are_met_by_the_first_policy() -> None:
    values = {row.key: Decimal(row.value) for row in published(1).rows}
    assert all(values[key] >= floor.least for key, floor in FLOORS.items())


@pytest.mark.parametrize("key", FLOORS)
def test_floors_are_kept_by_every_draft(author: User, key: str) -> None:
    draft = drafted(author, {})
    with pytest.raises(InvalidInput) as refused:
        revised(author, draft, {key: below(key)})
    (said,) = refused.value.fields[f"{key}.value"]
    assert FLOORS[key].law in said
    revised(author, draft, {key: str(FLOORS[key].least)})


def test_floors_stop_a_draft_whose_number_came_another_way(author: User) -> None:
    """A draft may begin with the numbers of an older policy, from before a floor was raised."""
    draft = drafted(author, {})
    Number.objects.filter(policy=draft, key="clock.appeal_days").update(value=below("clock.appeal_days"))
    with pytest.raises(Conflict, match=r"6 U\.S\.C\. 967\(c\)\(1\)"):
        services.policy_submit(actor=author, policy_id=draft.pk)
    revised(author, draft, {"clock.appeal_days": "90"})
    assert submitted(author, draft).state == "in_review"
