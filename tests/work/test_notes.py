"""Notes among staff: questions and answers, news of a take-over, and cases that somebody follows."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.events.services import record
from apps.shippers.services import shipper_create
from apps.work import selectors, services
from apps.work.models import StaffNote
from tests.people import on_team, seller, staff

SUBJECT = ("thread", 1)
CASE = {"subject": SUBJECT, "title": "A question", "shipper_id": None}


@pytest.fixture
def colleague() -> User:
    return staff("supervisor", email="mate@staff.example")


def notes_of(user: User) -> list[StaffNote]:
    return selectors.notes_and_searches_of(user)[0]


def kinds_of(user: User) -> list[str]:
    return [note.kind for note in notes_of(user)]


def test_answer_closes_the_question_and_reaches_who_asked(officer: User, colleague: User):
    [note] = services.colleague_ask(actor=officer, colleagues=[colleague], text="Is it so?", **CASE)
    assert kinds_of(colleague) == ["asked"]
    services.colleague_answer(actor=colleague, note_id=note.pk, text="It is.")
    assert kinds_of(colleague) == []
    assert kinds_of(officer) == ["answered"]
    [shown] = selectors.notes_read_from(row["said"] for row in selectors.notes_of_case(colleague, SUBJECT))
    assert (shown.text, shown.answer, shown.closed_at is not None) == ("Is it so?", "It is.", True)
    assert [event.kind for event in Event.objects.order_by("pk")] == ["work.asked", "work.advised"]
    with pytest.raises(Conflict, match="answered this already"):
        services.colleague_answer(actor=colleague, note_id=note.pk, text="Again.")


def test_question_reaches_several_colleagues_and_each_answers(officer: User, colleague: User):
    third = staff("policy manager", email="third@staff.example")
    services.colleague_ask(actor=officer, colleagues=[colleague, third], text="Is it so?", **CASE)
    assert kinds_of(colleague) == kinds_of(third) == ["asked"]


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_roles_that_only_read_ask_and_answer_and_follow_nothing(officer: User, role: str):
    reader = staff(role)
    with pytest.raises(NotAllowed):
        services.colleague_ask(actor=reader, colleagues=[officer], text="Is it so?", **CASE)
    with pytest.raises(NotAllowed):
        services.colleague_ask(actor=officer, colleagues=[reader], text="Is it so?", **CASE)
    with pytest.raises(NotAllowed):
        services.case_follow(actor=reader, **CASE)


def test_question_needs_a_text_and_somebody_else(officer: User, colleague: User):
    with pytest.raises(InvalidInput):
        services.colleague_ask(actor=officer, colleagues=[colleague], text=" ", **CASE)
    with pytest.raises(InvalidInput):
        services.colleague_ask(actor=officer, colleagues=[officer], text="Is it so?", **CASE)


def test_colleague_on_the_team_of_the_business_is_not_asked(officer: User, colleague: User):
    shipper_id = shipper_create(actor=seller()).pk
    on_team(shipper_id, "viewer", colleague)
    with pytest.raises(Conflict, match="on this business's team"):
        services.colleague_ask(
            actor=officer, colleagues=[colleague], text="Is it so?", **CASE | {"shipper_id": shipper_id}
        )
    assert not StaffNote.objects.exists()
    assert not Event.objects.filter(kind="work.asked").exists()


def test_question_to_somebody_else_is_not_answered(officer: User, colleague: User):
    [note] = services.colleague_ask(actor=officer, colleagues=[colleague], text="Is it so?", **CASE)
    with pytest.raises(NotFound):
        services.colleague_answer(actor=officer, note_id=note.pk, text="It is.")


def test_take_over_is_told_to_who_held_the_work_until_they_open_the_case(officer: User, colleague: User):
    item = services.item_open(kind="question", subject=SUBJECT, title="A question", holder=officer)
    services.work_take_over(actor=colleague, item_id=item.pk)
    [note] = notes_of(officer)
    assert (note.kind, note.author, note.title) == ("taken_over", colleague, "A question")
    services.notes_read(actor=officer, subject=SUBJECT)
    assert kinds_of(officer) == []


def test_followed_case_tells_what_happened_since_it_was_opened(officer: User, colleague: User):
    now = clock.now()
    with clock.at(now - timedelta(hours=3)):
        record("work.asked", subject=SUBJECT, actor=colleague)
    with clock.at(now - timedelta(hours=2)):
        services.case_follow(actor=officer, **CASE)
        services.case_follow(actor=officer, **CASE)
    assert [note.since for note in notes_of(officer)] == [None], "one note, and nothing happened since"
    with clock.at(now - timedelta(hours=1)):
        record("work.asked", subject=SUBJECT, actor=colleague)
        record("work.advised", subject=SUBJECT)
        record("work.advised", subject=SUBJECT, actor=officer)
    [note] = notes_of(officer)
    assert (note.since, note.latest["kind"]) == (2, "work.advised"), "the own act is no news"
    services.notes_read(actor=officer, subject=SUBJECT)
    assert [note.since for note in notes_of(officer)] == [None]
    services.case_unfollow(actor=officer, subject=SUBJECT)
    assert kinds_of(officer) == []
    services.case_follow(actor=officer, **CASE)
    assert kinds_of(officer) == ["followed"]
