"""Work that somebody may not decide: nobody takes it, and its row says why."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core.errors import Conflict
from apps.work.models import Item
from apps.work.selectors import TOOK_PART
from apps.work.services import work_assign, work_claim, work_claim_next
from tests.applications import answers
from tests.desk import due_process
from tests.people import on_team, seller, signed_in, staff
from tests.standing.evaluations import change_proposed
from tests.upkeep.histories import objected


def own_denial(first: User) -> str:
    answers.proposed(first)
    return "application_countersign"


def own_decision(first: User) -> str:
    with patch("apps.applications.services.second_looks.is_drawn", return_value=True):
        answers.approved(first)
    return "quality_review"


def own_removal(first: User) -> str:
    change_proposed(actor=first, shipper_id=due_process.enrolled(tier=2).pk, kind="removal", reasons="No records.")
    return "proposed_change"


def own_link(first: User) -> str:
    objected(first)
    return "link_objection"


@pytest.mark.parametrize("make", [own_denial, own_decision, own_removal, own_link])
def test_nobody_takes_what_they_may_not_decide(make: Callable[[User], str]) -> None:
    first, second = answers.officer(), staff("supervisor")
    item = Item.objects.get(kind=make(first), closed_at=None)
    with pytest.raises(Conflict, match="somebody else decides"):
        work_claim(actor=first, item_id=item.pk)
    with pytest.raises(Conflict, match="somebody else decides"):
        work_assign(actor=second, item_id=item.pk, holder=first)
    take = reverse("admin:work_item_take", args=[item.pk])
    row = signed_in(first).get(f"/admin/work/item/?kind={item.kind}").text
    assert str(TOOK_PART) in row
    assert take not in row
    other = signed_in(second).get(f"/admin/work/item/?kind={item.kind}").text
    assert take in other
    assert str(TOOK_PART) not in other
    Item.objects.exclude(pk=item.pk).update(holder=first)
    assert work_claim_next(actor=second) == item


def test_row_about_a_business_of_ones_own_says_why_it_is_not_taken() -> None:
    officer, ada = answers.officer(), seller()
    application = answers.submitted(ada)
    on_team(application.shipper, "viewer", officer)
    page = signed_in(officer).get("/admin/work/item/?kind=application").text
    assert "on this business&#x27;s team" in page
    assert "take/" not in page
