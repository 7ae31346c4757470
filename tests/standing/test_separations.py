"""Requests of bound businesses to be judged alone: asked at any time, heard by somebody who took no part, in time."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.ledger.selectors import controlled_with
from apps.notices.models import Message
from apps.shippers.models import Membership
from apps.standing.models import Control, ControlState, SeparationState
from apps.standing.selectors import asks_again_from
from apps.standing.services import separation_ask, separation_decide, separation_withdraw
from apps.work.models import Item
from apps.work.services import item_claim
from tests.applications.answers import PDF
from tests.people import on_team, staff
from tests.standing.controlled import ask, bind, ids_of, tied
from tests.standing.evaluations import enrolled, owner_of
from tests.standing.process import at

OTHER_PDF = PDF + b"\n% another file\n%%EOF\n"


@pytest.fixture
def hearer() -> User:
    return staff("supervisor", email="hears@staff.example")


@pytest.fixture
def control(officer: User) -> Control:
    return bind(officer, tied(3))


def together(shipper_id: int) -> set[int]:
    return set(controlled_with([shipper_id])[shipper_id])


def test_granted_request_frees_the_business_and_leaves_the_others(control: Control, hearer: User) -> None:
    one, other, third = ids_of(control)
    separation = ask(control, one)
    assert Item.objects.filter(kind="separation_request", closed_at=None).get().due_at == separation.decide_by
    separation_decide(actor=hearer, separation_id=separation.pk, decision="grant", reasons="It was sold.")
    assert together(one) == {one}
    assert together(other) == {other, third}
    told = Message.objects.filter(shipper_id=one, kind="standing.control").latest("pk")
    assert told.subject == "You are judged alone again"
    assert "It was sold." in told.body
    assert Message.objects.filter(shipper_id=third).latest("pk").subject.startswith("A number left the group")
    control.refresh_from_db()
    assert control.state == ControlState.BOUND


def test_group_of_two_ends_for_the_last_too(officer: User, hearer: User) -> None:
    control = bind(officer)
    one, other = ids_of(control)
    waiting = ask(control, other)
    separation_decide(actor=hearer, separation_id=ask(control, one).pk, decision="grant", reasons="It was sold.")
    assert (together(one), together(other)) == ({one}, {other})
    control.refresh_from_db()
    waiting.refresh_from_db()
    assert (control.state, waiting.state, waiting.decided_by) == (ControlState.ENDED, SeparationState.GRANTED, None)
    assert not Item.objects.filter(kind="separation_request", closed_at=None).exists()


def test_nobody_decides_who_took_part_or_is_on_a_team(officer: User) -> None:
    proposer, binder = (staff("officer", "supervisor", email=f"{name}@staff.example") for name in ("proposes", "binds"))
    control = bind(proposer, second=binder)
    separation = ask(control)
    member = staff("supervisor", email="member@staff.example")
    on_team(ids_of(control)[1], "viewer", member)
    item = Item.objects.get(kind="separation_request")
    for actor in (proposer, binder, member):
        with pytest.raises(Conflict):
            separation_decide(actor=actor, separation_id=separation.pk, decision="deny", reasons="No.")
        with pytest.raises(Conflict):
            item_claim(actor=actor, item_id=item.pk)


def test_nobody_asks_for_another_business_or_without_words(control: Control) -> None:
    one, other, _third = ids_of(control)
    stranger = enrolled()
    with pytest.raises(Conflict):
        separation_ask(actor=owner_of(stranger), shipper_id=stranger.pk, text="We want out.")
    viewer = on_team(one)
    other_owner = Membership.objects.get(shipper=other).user
    for actor in (viewer, other_owner, owner_of(stranger)):
        with pytest.raises((NotAllowed, NotFound)):
            separation_ask(actor=actor, shipper_id=one, text="We want out.")
    with pytest.raises(InvalidInput):
        separation_ask(actor=Membership.objects.get(shipper=one, role="owner").user, shipper_id=one, text="  ")


def test_request_that_nobody_decides_in_time_is_granted(control: Control, hearer: User) -> None:
    one = ids_of(control)[0]
    separation = ask(control, one)
    with at(separation.decide_by + timedelta(minutes=1)):
        separation.refresh_from_db()
        assert (separation.state, separation.decided_by) == (SeparationState.GRANTED, None)
        assert together(one) == {one}


def test_denied_business_asks_again_with_a_new_file_or_after_the_time(control: Control, hearer: User) -> None:
    one = ids_of(control)[0]
    separation_decide(actor=hearer, separation_id=ask(control, one).pk, decision="deny", reasons="Nothing shows it.")
    assert together(one) == set(ids_of(control))
    again_from = asks_again_from(control.businesses.get(shipper=one))
    assert again_from is not None
    for files in (b"", PDF):
        with pytest.raises(Conflict, match="not sent before"):
            ask(control, one, files=files)
    assert ask(control, one, files=OTHER_PDF).state == SeparationState.OPEN
    with pytest.raises(Conflict, match="asked already"):
        ask(control, one, files=OTHER_PDF)
    separation_withdraw(actor=owner_of(control.businesses.get(shipper=one).shipper), shipper_id=one)
    with pytest.raises(NotFound):
        separation_withdraw(actor=owner_of(control.businesses.get(shipper=one).shipper), shipper_id=one)


def test_denied_business_asks_again_after_the_time_without_a_file(control: Control, hearer: User) -> None:
    one = ids_of(control)[0]
    separation_decide(actor=hearer, separation_id=ask(control, one).pk, decision="deny", reasons="Nothing shows it.")
    again_from = asks_again_from(control.businesses.get(shipper=one))
    assert again_from is not None
    with clock.at(again_from + timedelta(minutes=1)):
        assert ask(control, one, files=b"").state == SeparationState.OPEN
