"""An officer answers questions at the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.correspondence.models import Thread
from apps.correspondence.services import question_ask
from apps.shippers.services import shipper_create
from apps.work.selectors import items_open
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    ada = seller()
    return question_ask(
        actor=ada, shipper_id=shipper_create(actor=ada).pk, subject="Labels", text="Which label?", language="es"
    )


def page(thread: Thread) -> str:
    return reverse("admin:correspondence_thread_change", args=[thread.pk])


def buttons(client: Client, thread: Thread) -> set[str]:
    return {name for name, act, _form in client.get(page(thread)).context["actions"] if not act.blocked}


def test_an_officer_reads_and_answers_and_the_work_is_done(thread: Thread) -> None:
    client = signed_in(staff("officer"))
    assert page(thread) in client.get(reverse("admin:work_item_changelist")).content.decode()
    text = client.get(page(thread)).content.decode()
    assert "Which label?" in text
    assert "Written in Spanish" in text
    assert buttons(client, thread) == {"answer", "close"}

    refused = client.post(page(thread), {"act": "answer", "answer-text": "", "answer-language": "en"})
    assert refused.status_code == 422
    client.post(page(thread), {"act": "answer", "answer-text": "The usual one.", "answer-language": "en"})
    assert not items_open()
    assert "The usual one." in client.get(page(thread)).content.decode()
    assert client.get(reverse("admin:correspondence_thread_changelist")).status_code == 200


def test_an_auditor_reads_only(thread: Thread) -> None:
    client = signed_in(staff("auditor"))
    assert "Which label?" in client.get(page(thread)).content.decode()
    assert buttons(client, thread) == set()
