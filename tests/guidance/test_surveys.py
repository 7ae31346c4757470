"""Surveys after a finished task: offered once, skippable, kept without a person, and shown to supervisors."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.guidance.surveys.models import STATEMENTS, SurveyAnswer
from apps.guidance.surveys.selectors import SurveyAgreement, agreement_of, answers_between
from apps.guidance.surveys.services import survey_answer
from apps.shippers.services import shipper_create
from tests.people import seller, signed_in, staff

SURVEY = "/survey/"


@pytest.fixture
def asker() -> Client:
    """Return the client of an owner who has just asked a question."""
    ada = seller()
    shop = shipper_create(actor=ada)
    client = signed_in(ada)
    asked = {"subject": "Labels", "text": "Which?", "language": "en"}
    assert client.post(reverse("portal:questions", args=[shop.pk]), asked).status_code == 302
    return client


def test_survey_is_offered_after_a_task_and_kept_without_a_person(asker: Client) -> None:
    assert "How was it?" in asker.get(reverse("portal:home"), follow=True).content.decode()
    page = asker.get(SURVEY).content.decode()
    assert all(str(statement) in page for statement in STATEMENTS.values())
    asker.post(SURVEY, {"trust": "5", "ease": "2", "text": "Ada says that it was long."})
    kept = SurveyAnswer.objects.get()
    assert (kept.task, kept.role, kept.language, kept.day) == ("question", "owner", "en", clock.today())
    assert (kept.trust, kept.ease, kept.people) == (5, 2, None)
    assert not {field.name for field in SurveyAnswer._meta.get_fields()} & {"user", "shipper", "at", "request"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text::text FROM guidance_surveyanswer")
        assert "Ada" not in cursor.fetchone()[0], "what was written may name somebody"
    assert asker.get(SURVEY).url == reverse("portal:home"), "one answer for each task"


def test_survey_can_be_skipped(asker: Client) -> None:
    asker.post(SURVEY, {"skip": "1"})
    assert not SurveyAnswer.objects.exists()
    assert "How was it?" not in asker.get(reverse("portal:home"), follow=True).content.decode()


def test_survey_without_any_answer_is_not_kept(asker: Client) -> None:
    answer = asker.post(SURVEY, {})
    assert answer.status_code == 422
    assert "at least one question" in answer.content.decode()
    assert asker.post(SURVEY, {"trust": "6"}).status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_answers_are_never_changed() -> None:
    survey_answer(task="reply", role="owner", language="en", agreement={"ease": 1}, text="")
    with pytest.raises(DatabaseError):
        SurveyAnswer.objects.update(ease=5)


def test_staff_see_counts_of_a_period_and_supervisors_alone_read_texts() -> None:
    for day, ease in ((date(2026, 1, 31), 1), (date(2026, 2, 1), 5), (date(2026, 2, 2), 4)):
        with clock.at(clock.start_of(day)):
            survey_answer(task="reply", role="owner", language="en", agreement={"ease": ease}, text=f"It was {ease}.")
    ease = next(row for row in agreement_of(answers_between(date(2026, 2, 1), None)) if "easy" in str(row.statement))
    assert (ease.counts, ease.share) == ([0, 0, 0, 1, 1], 1)
    assert answers_between(None, date(2026, 1, 31), "reply").count() == 1
    assert not answers_between(None, None, "appeal").exists()
    address = reverse("admin:guidance_surveyanswer_changelist")
    page = signed_in(staff("supervisor")).get(address, {"first": "2026-02-01", "last": "2026-02-02"}).content.decode()
    assert "2 surveys were answered" in page
    assert "It was 5." in page
    assert "It was 1." not in page
    counts = signed_in(staff("officer")).get(address).content.decode()
    assert "3 surveys were answered" in counts
    assert "It was 5." not in counts


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput):
        survey_answer(task="reply", role="owner", language="en", agreement={}, text="  ")


@given(counts=st.lists(st.integers(0, 1000), min_size=5, max_size=5))
def test_agreement_is_the_share_of_four_and_five(counts: list[int]) -> None:
    row = SurveyAgreement("ease", counts)
    assert row.answers == sum(counts)
    assert row.share == (None if not sum(counts) else (counts[3] + counts[4]) / sum(counts))
