"""Questions of businesses at the desk: read and answered."""

import pytest
from django.urls import reverse

from apps.correspondence.models import Thread
from apps.correspondence.services import question_ask
from apps.shippers.services import shipper_create
from apps.work.selectors import items_open
from tests.desk.pages import find_offered_actions, page_of
from tests.people import seller, signed_in, staff


@pytest.fixture
def thread() -> Thread:
    ada = seller()
    return question_ask(
        actor=ada, shipper_id=shipper_create(actor=ada).pk, subject="Labels", text="Which label?", language="es"
    )


def test_answer_of_an_officer_closes_the_work_item(thread: Thread) -> None:
    client = signed_in(staff("officer"))
    assert page_of(thread) in client.get(reverse("admin:work_item_changelist")).content.decode()
    text = client.get(page_of(thread)).content.decode()
    assert "Which label?" in text
    assert "Written in Spanish" in text
    assert find_offered_actions(client, thread) == {"answer", "close"}

    refused = client.post(page_of(thread), {"act": "answer", "answer-text": "", "answer-language": "en"})
    assert refused.status_code == 422
    client.post(page_of(thread), {"act": "answer", "answer-text": "The usual one.", "answer-language": "en"})
    assert not items_open()
    assert "The usual one." in client.get(page_of(thread)).content.decode()
    assert client.get(reverse("admin:correspondence_thread_changelist")).status_code == 200


def test_auditor_reads_the_question_and_is_offered_no_action(thread: Thread) -> None:
    client = signed_in(staff("auditor"))
    assert "Which label?" in client.get(page_of(thread)).content.decode()
    assert find_offered_actions(client, thread) == set()
