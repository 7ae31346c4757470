"""Questions of officers to agencies, and who may ask, answer and read."""

import pytest

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.models import AgencyQuestion
from apps.agencies.selectors import questions_seen
from apps.agencies.work import ANSWER, QUESTION
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.work.models import Item
from tests.agencies.agencies import agency_officer, asked, parcel_of
from tests.people import seller, staff
from tests.portal.members import member_of


@pytest.fixture
def program() -> User:
    return staff("officer")


def waiting(kind: str) -> list[Item]:
    return list(Item.objects.filter(kind=kind, closed_at=None))


def test_an_answer_comes_back_to_whoever_asked(program: User) -> None:
    question = asked(program)
    assert [item.holder for item in waiting(QUESTION.code)] == [None]
    services.agency_question_answer(actor=agency_officer(), question_id=question.pk, answer="16 CFR 1610.")
    assert not waiting(QUESTION.code)
    assert [item.holder for item in waiting(ANSWER.code)] == [program]
    services.agency_question_close(actor=program, question_id=question.pk)
    assert not waiting(ANSWER.code)
    question.refresh_from_db()
    assert (question.state, question.answer) == ("closed", "16 CFR 1610.")


def test_another_agency_neither_sees_nor_answers_a_question(program: User) -> None:
    question, fda = asked(program), agency_officer("FDA")
    assert not questions_seen(fda, AgencyQuestion.objects.all()).exists()
    with pytest.raises(Conflict, match="another agency"):
        services.agency_question_answer(actor=fda, question_id=question.pk, answer="No.")


def test_the_program_does_not_answer_for_an_agency_nor_an_agency_ask(program: User) -> None:
    question = asked(program)
    with pytest.raises(NotAllowed):
        services.agency_question_answer(actor=program, question_id=question.pk, answer="Yes.")
    with pytest.raises(NotAllowed):
        asked(agency_officer())


@pytest.mark.parametrize("given", [{"agency": "DEA"}, {"text": " "}, {"subject": ""}, {"number": "NONE"}])
def test_a_question_needs_an_agency_a_subject_a_text_and_a_known_parcel(given: dict[str, str], program: User) -> None:
    typed = {"agency": "CPSC", "subject": "The fabric", "text": "Which?"} | given
    with pytest.raises(InvalidInput) as refused:
        services.agency_question_ask(actor=program, **typed)
    assert refused.value.fields.keys() == given.keys()


def test_a_question_finds_its_parcel_by_the_number_in_small_letters_with_blanks(program: User) -> None:
    parcel = parcel_of(member_of(seller(), months=1))
    number = parcel.reference.lower()
    typed = {"agency": "CPSC", "subject": "The fabric", "text": "Which?", "issuer": parcel.issuer}
    question = services.agency_question_ask(actor=program, number=f" {number[:4]} {number[4:]} ", **typed)
    assert question.parcel == parcel
