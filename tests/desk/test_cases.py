"""The frame of a case: who holds it, who else looks at it, the cases around it, and what happened."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import ApplicationState
from apps.core import clock
from apps.correspondence import services as letters
from apps.correspondence.models import Thread
from apps.desk.cases import PRESENT
from apps.events.models import Event
from apps.shippers.services import shipper_create
from apps.work import services
from apps.work.models import Item
from tests.applications import answers
from tests.desk import due_process
from tests.desk.pages import page_of, read_page
from tests.people import seller, signed_in, staff


@pytest.fixture
def colleague() -> User:
    return staff("officer", email="mate@staff.example")


def item_of(record: object) -> Item:
    return Item.objects.get(subject_type=record._meta.model_name, subject_id=record.pk, closed_at=None)


class TestTwoOfficers:
    def test_second_officer_is_told_who_holds_the_case_and_who_looks_at_it(self, officer: User, colleague: User):
        change = due_process.propose_demotion()
        services.work_claim(actor=colleague, item_id=item_of(change).pk)
        read_page(signed_in(colleague), change)
        text = read_page(signed_in(officer), change)
        assert "mate@staff.example holds this." in text
        assert f"/admin/work/item/{item_of(change).pk}/take-over/" in text
        assert "mate@staff.example opened this" in text
        assert text.index("holds this.") < text.index('name="act"'), "the warning stands before any act"

    def test_holder_alone_is_warned_of_nobody(self, officer: User, desk: Client):
        change = due_process.propose_demotion()
        services.work_claim(actor=officer, item_id=item_of(change).pk)
        read_page(desk, change)
        text = read_page(desk, change)
        assert "you hold it" in text
        assert "ks-held" not in text
        assert "opened this" not in text

    def test_frame_says_the_promised_day_or_that_none_is_promised_or_who_is_asked(self, officer: User):
        change, client = due_process.propose_demotion(), signed_in(officer)
        waiting = Item.objects.filter(pk=item_of(change).pk)
        waiting.update(due_at=clock.now() + timedelta(days=3))
        assert re.search(r"[\s>]due \w+", read_page(client, change))
        waiting.update(due_at=None)
        text = read_page(client, change)
        assert "No day is promised" in text
        assert "due No day" not in text
        waiting.update(due_at=clock.now() + timedelta(days=3), paused_at=clock.now())
        text = read_page(client, change)
        assert "Waits on the seller since" in text
        assert "due Waits" not in text

    def test_officer_who_looked_long_ago_is_not_present(self, officer: User, colleague: User):
        change = due_process.propose_demotion()
        with clock.at(clock.now() - PRESENT - timedelta(minutes=1)):
            signed_in(colleague).get(page_of(change))
        assert "opened this" not in read_page(signed_in(officer), change)

    def test_case_is_taken_over_from_its_page_and_the_event_names_both(self, officer: User, colleague: User):
        change = due_process.propose_demotion()
        item = item_of(change)
        services.work_claim(actor=colleague, item_id=item.pk)
        answer = signed_in(officer).post(f"/admin/work/item/{item.pk}/take-over/", {"back": page_of(change)})
        assert answer.url == page_of(change)
        item.refresh_from_db()
        assert item.holder == officer
        event = Event.objects.get(kind="work.taken_over")
        assert (event.actor, event.payload["holder_id"], event.payload["held_by"]) == (
            *(officer, officer.pk),
            colleague.pk,
        )

    def test_application_that_is_taken_over_has_the_new_reviewer(self, officer: User, colleague: User):
        application = answers.in_review(colleague, seller())
        signed_in(officer).post(f"/admin/work/item/{item_of(application).pk}/take-over/")
        application.refresh_from_db()
        assert (application.reviewer, application.state) == (officer, ApplicationState.IN_REVIEW)
        assert item_of(application).holder == officer

    def test_role_that_may_not_hold_the_case_takes_nothing_over(self, officer: User):
        change = due_process.propose_demotion()
        item = item_of(change)
        services.work_claim(actor=officer, item_id=item.pk)
        auditor = signed_in(staff("auditor"))
        assert "Take over" not in read_page(auditor, change)
        auditor.post(f"/admin/work/item/{item.pk}/take-over/")
        item.refresh_from_db()
        assert item.holder == officer

    def test_button_leads_back_to_pages_of_this_site_alone(self, officer: User):
        item = item_of(due_process.propose_demotion())
        answer = signed_in(officer).post(f"/admin/work/item/{item.pk}/take/", {"back": "https://evil.example/"})
        assert answer.url.startswith("/admin/work/item/")


class TestQueue:
    @pytest.fixture
    def questions(self, officer: User) -> list[Thread]:
        """Open three questions, of which the officer holds the first two."""
        ada = seller()
        shipper_id = shipper_create(actor=ada).pk
        threads = []
        for number in range(3):
            with clock.at(clock.now() + timedelta(seconds=number)):
                asked = {"subject": f"Question {number}", "text": "Which label?", "language": "en"}
                threads.append(letters.question_ask(actor=ada, shipper_id=shipper_id, **asked))
        due_process.propose_demotion()
        for thread in threads[:2]:
            services.work_claim(actor=officer, item_id=item_of(thread).pk)
        return threads

    def test_case_leads_to_the_case_before_and_after_it_in_the_own_work(
        self, officer: User, questions: list[Thread], desk: Client
    ):
        first, second, _third = questions
        frame = desk.get(page_of(first)).context["frame"]
        assert (frame.previous, frame.following.url) == (None, page_of(second))
        frame = desk.get(page_of(second)).context["frame"]
        assert (frame.previous.url, frame.following) == (page_of(first), None)

    def test_case_of_nobody_leads_through_the_queue_of_its_kind(
        self, officer: User, questions: list[Thread], desk: Client
    ):
        _first, second, third = questions
        frame = desk.get(page_of(third)).context["frame"]
        assert desk.get(frame.previous.url).url == page_of(second), "whoever holds it"
        answer = desk.get(frame.following.url, follow=True)
        assert answer.redirect_chain[-1][0] == page_of(third)
        assert "This is the last of" in answer.content.decode()

    def test_case_that_is_settled_leads_to_the_own_work(self, officer: User, questions: list[Thread]):
        first, _second, third = questions
        item = item_of(third)
        services.item_close(kind=item.kind, subject=(item.subject_type, item.subject_id), actor=officer)
        frame = signed_in(officer).get(page_of(third)).context["frame"]
        assert (frame.previous, frame.following.url) == (None, page_of(first))

    def test_act_that_settles_a_case_goes_on_with_the_next_one(
        self, officer: User, questions: list[Thread], desk: Client
    ):
        first, second, third = questions
        assert 'name="then" value="next"' in read_page(desk, first)
        act = {"act": "close", "then": "next"}
        assert desk.post(page_of(first), act).url == page_of(second)
        services.work_release(actor=officer, item_id=item_of(second).pk)
        letters.thread_close(actor=officer, thread_id=second.pk)
        answer = desk.post(page_of(third), act)
        item = Item.objects.get(holder=officer, closed_at=None)
        assert item.subject_type == "proposedchange", "nothing of the officer's own was left: the next one was taken"
        assert answer.url == reverse("admin:standing_proposedchange_change", args=[item.subject_id])


def test_what_happened_is_told_by_day_with_who_did_it(officer: User, desk: Client):
    change = due_process.propose_demotion()
    assert "Show all that happened" in read_page(desk, change)
    frame = desk.get(f"{page_of(change)}?happened=all").context["frame"]
    [(day, rows), *_rest] = frame.happened
    assert day == clock.today()
    assert "Change proposed; notice sent" in [row.words for row in rows]
