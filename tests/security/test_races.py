"""Two people take the same decision, or two that exclude each other, at the same moment: one of them is refused."""

import pytest

from apps.core.errors import Conflict
from apps.staff import services as requests
from apps.staff.models import AccountRequest, RequestState
from apps.work.models import Item
from apps.work.services import item_claim
from tests.people import administrator, staff, with_every_role
from tests.races import at_once
from tests.security.second_persons import FURTHER, REASON, TWO

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_of_two_second_persons_one_is_refused(live_db: str, settings, tmp_path) -> None:
    """Every act of two persons is in the table, so that every one is tried."""
    settings.MEDIA_ROOT = tmp_path
    first, *others = (with_every_role(administrator(f"{name}@staff.example")) for name in ("ann", "ben", "cem"))
    wrong = {}
    for code, prepare in (TWO | FURTHER).items():
        act = prepare(first)
        refused = at_once(*(lambda other=other, act=act: act(actor=other) for other in others))
        if sum(error is None for error in refused) != 1:
            wrong[code] = refused
    assert not wrong


def test_a_request_is_confirmed_or_withdrawn_and_its_work_is_held_by_one(live_db: str) -> None:
    root, other, third = (administrator(f"{name}@staff.example") for name in ("ann", "ben", "cem"))
    officer = staff("officer")
    request = requests.factors_removal_ask(actor=root, user_id=officer.pk, reason=REASON)
    item = Item.objects.get(kind="account_request")
    claimed = at_once(*(lambda user=user: item_claim(actor=user, item_id=item.pk) for user in (other, third)))
    assert sorted(claimed, key=bool) == [None, Conflict]
    refused = at_once(
        lambda: requests.request_confirm(actor=other, request_id=request.pk),
        lambda: requests.request_withdraw(actor=root, request_id=request.pk),
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    state = AccountRequest.objects.get().state
    assert state == [RequestState.CONFIRMED, RequestState.WITHDRAWN][refused.index(None)]
    assert officer.authenticator_set.exists() == (state == RequestState.WITHDRAWN)


def test_of_two_requests_for_the_same_account_one_is_refused(live_db: str) -> None:
    asking = [administrator(f"{name}@staff.example") for name in ("ann", "ben")]
    refused = at_once(
        *(
            lambda user=user: requests.account_ask(
                actor=user, email="new@agency.example", roles=["officer"], reason=REASON
            )
            for user in asking
        )
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    assert AccountRequest.objects.count() == 1
