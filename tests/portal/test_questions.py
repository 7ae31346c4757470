"""Questions to the program, and the answers."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.files import identify_file
from apps.correspondence.models import Thread
from apps.correspondence.selectors import AnswerTimes
from apps.correspondence.services import question_answer, question_ask, question_settle, question_write, thread_close
from apps.guidance.surveys.models import SurveyAnswer
from apps.shippers.models import Shipper
from tests.applications.answers import PDF
from tests.people import on_team, signed_in, staff

ASKED = {"subject": "A label", "text": "Which label?", "language": "zh-hans"}


def test_one_asks_and_reads_the_answer_in_one_place(portal: Client, shop: Shipper) -> None:
    questions = reverse("portal:questions", args=[shop.pk])
    assert "Nobody has asked anything yet." in portal.get(questions).content.decode()
    files = [SimpleUploadedFile("label.pdf", PDF), SimpleUploadedFile("order.pdf", PDF)]
    sent = portal.post(questions, ASKED | {"files": files}, follow=True)
    text = sent.content.decode()
    assert "Your question was sent." in text
    assert "Written in Simplified Chinese" in text
    assert 'lang="zh-hans"' in text
    assert "label.pdf" in text
    assert "order.pdf" in text
    assert "Waiting on the program" in text
    assert "It has been waiting since" in text
    assert "too few questions were asked lately" in text

    thread = Thread.objects.get()
    question_answer(actor=staff("officer"), thread_id=thread.pk, text="The usual one.", language="en")
    text = portal.get(reverse("portal:question", args=[shop.pk, thread.pk])).content.decode()
    assert "The usual one." in text
    assert "The program" in text
    assert "officer@" not in text, "which of the staff it was is not told"


def test_a_message_whose_answer_was_lost_is_sent_again_as_one(portal: Client, shop: Shipper, ada: User) -> None:
    thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
    page = reverse("portal:question", args=[shop.pk, thread.pk])
    form = portal.get(page).context["form"]
    sent = {"text": "The blue one.", "language": "en", "after": form["after"].value()}
    assert portal.post(page, sent).status_code == 302
    question_answer(actor=staff("officer"), thread_id=thread.pk, text="This one, then.", language="en")
    assert portal.post(page, sent).status_code == 302
    assert list(thread.posts.order_by("pk").values_list("text", flat=True)) == [
        *(ASKED["text"], "The blue one.", "This one, then."),
    ]


def test_wrong_input_is_marked_and_kept(portal: Client, shop: Shipper) -> None:
    questions = reverse("portal:questions", args=[shop.pk])
    answer = portal.post(questions, ASKED | {"subject": ""})
    assert answer.status_code == 422
    assert "Which label?" in answer.content.decode()
    assert 'href="#id_subject"' in answer.content.decode()
    bad = SimpleUploadedFile("tool.pdf", b"MZ\x90\x00" + b"\0" * 99)
    answer = portal.post(questions, ASKED | {"files": [bad]})
    assert answer.status_code == 422
    assert 'href="#id_files"' in answer.content.decode()
    assert "Which label?" in answer.content.decode()
    assert not Thread.objects.exists()


def test_who_only_reads_reads(shop: Shipper, ada: User) -> None:
    viewer = on_team(shop)
    thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
    client = signed_in(viewer)
    for page in (
        reverse("portal:questions", args=[shop.pk]),
        reverse("portal:question", args=[shop.pk, thread.pk]),
    ):
        assert "<textarea" not in client.get(page).content.decode()
        assert client.post(page, ASKED).status_code == 403


def test_the_pages_cost_the_same_however_much_is_written(
    portal: Client, shop: Shipper, ada: User, django_assert_max_num_queries
) -> None:
    thread = question_ask(actor=ada, shipper_id=shop.pk, files=[identify_file("a.pdf", [PDF])], **ASKED)
    for _number in range(12):
        question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
        question_write(
            actor=ada, thread_id=thread.pk, text="More.", language="en", files=[identify_file("a.pdf", [PDF])]
        )
    with django_assert_max_num_queries(12):
        portal.get(reverse("portal:questions", args=[shop.pk]))
    with django_assert_max_num_queries(12):
        portal.get(reverse("portal:question", args=[shop.pk, thread.pk]))


class TestClosedQuestions:
    """A question that was answered is closed by the team or an officer, and then asks how it was, once."""

    @pytest.fixture
    def thread(self, ada: User, shop: Shipper) -> Thread:
        thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
        cache.delete(f"survey:question:{thread.pk}")
        return thread

    def answered(self, thread: Thread) -> User:
        officer = staff("officer")
        question_answer(actor=officer, thread_id=thread.pk, text="The usual one.", language="en")
        return officer

    def test_team_closes_an_answered_question_and_is_asked_how_it_was(self, portal: Client, thread: Thread) -> None:
        page = reverse("portal:question", args=[thread.shipper_id, thread.pk])
        assert "Yes, close it" not in portal.get(page).content.decode(), "nothing is answered yet"
        self.answered(thread)
        assert "Yes, close it" in portal.get(page).content.decode()
        text = portal.post(page, {"settle": "1"}, follow=True).content.decode()
        assert "You closed the question." in text
        assert "How was it?" in text
        thread.refresh_from_db()
        assert thread.state == "closed"
        portal.post(reverse("portal:survey"), {"trust": "5"})
        assert SurveyAnswer.objects.get().task == "answer"
        assert "How was it?" not in portal.get(page).content.decode(), "one answer for each question"
        portal.post(page, {"text": "One more thing.", "language": "en"})
        thread.refresh_from_db()
        assert thread.state == "waiting", "a further message opens it again"

    def test_survey_is_offered_after_an_officer_closed_an_answered_question(
        self, portal: Client, thread: Thread
    ) -> None:
        officer = self.answered(thread)
        page = reverse("portal:question", args=[thread.shipper_id, thread.pk])
        assert "How was it?" not in portal.get(page).content.decode()
        thread_close(actor=officer, thread_id=thread.pk)
        assert "How was it?" in portal.get(page).content.decode()
        portal.post(reverse("portal:survey"), {"skip": "1"})
        assert "How was it?" not in portal.get(page).content.decode()

    def test_nobody_is_asked_about_a_question_without_an_answer_or_long_ago(
        self, portal: Client, thread: Thread
    ) -> None:
        page = reverse("portal:question", args=[thread.shipper_id, thread.pk])
        thread_close(actor=staff("officer", email="first@staff.example"), thread_id=thread.pk)
        assert "How was it?" not in portal.get(page).content.decode()
        Thread.objects.filter(pk=thread.pk).update(state="answered")
        thread_close(actor=self.answered(thread), thread_id=thread.pk)
        Thread.objects.filter(pk=thread.pk).update(since=clock.now() - timedelta(days=31))
        assert "How was it?" not in portal.get(page).content.decode()

    def test_question_that_waits_is_not_closed_by_the_team(self, ada: User, portal: Client, thread: Thread) -> None:
        with pytest.raises(Conflict):
            question_settle(actor=ada, thread_id=thread.pk)
        page = reverse("portal:question", args=[thread.shipper_id, thread.pk])
        portal.post(page, {"settle": "1"})
        thread.refresh_from_db()
        assert thread.state == "waiting"


def test_whoever_waits_is_told_how_long_answers_take_as_the_help_tells_it(
    portal: Client, shop: Shipper, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
    times = AnswerTimes(40, timedelta(hours=5), timedelta(hours=30))
    monkeypatch.setattr("apps.portal.site_pages.answer_times", lambda _since: times)
    told = "Half of the questions in the last 90 days were answered within 5 hours, and nine in ten within 30 hours."
    for path in (
        reverse("portal:help"),
        reverse("portal:questions", args=[shop.pk]),
        reverse("portal:question", args=[shop.pk, thread.pk]),
    ):
        assert told in portal.get(path).content.decode(), path
