"""“Ask about this”: places of the application that go into the request for information, which the server keeps."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications import services
from apps.applications.models import Application, InquiryDraft
from tests.applications import answers
from tests.desk.pages import page_of
from tests.people import seller, signed_in, staff


@pytest.fixture(scope="module")
def application_id(lasting: Callable[..., Application]) -> int:
    return lasting(lambda: answers.in_review(answers.officer(), seller())).pk


@pytest.fixture
def application(application_id: int) -> Application:
    return Application.objects.get(pk=application_id)


def asking_url(application: Application) -> str:
    return reverse("admin:applications_application_asking", args=[application.pk])


def kept(application: Application) -> list[tuple[str, str]]:
    return [(each["about"], each["text"]) for draft in InquiryDraft.objects.all() for each in draft.questions]


def test_button_stands_beside_each_answer_file_and_section(desk: Client, application: Application) -> None:
    text = desk.get(page_of(application)).content.decode()
    file = application.evidence.first()
    for code in ("business:name", "addresses:city:2", "products", f"criterion-{file.criterion}:file:{file.pk}"):
        assert f'name="add" value="{code}"' in text
    assert 'name="ask-fields_asked"' not in text


def test_place_is_added_and_the_page_opens_at_its_question(desk: Client, application: Application) -> None:
    back = f"{page_of(application)}?panel=notes&open=all"
    answer = desk.post(asking_url(application), {"add": "products:hs:1", "back": back, "ask-text": "Good day."})
    assert answer.status_code == 302
    assert answer.url == (
        f"{page_of(application)}?panel=notes&open=all&act=ask&section=products#id_ask-about-products:hs:1"
    )
    page = desk.get(answer.url)
    text = page.content.decode()
    assert '<details class="ks-act" id="act-ask" name="act" open>' in text
    assert 'name="ask-about-products:hs:1"' in text
    assert "Good day.</textarea>" in text
    assert 'name="add" value="products:hs:1"' not in text
    assert "In your request" in text


def test_texts_are_kept_with_every_button_and_without_leaving_the_page(desk: Client, application: Application) -> None:
    desk.post(asking_url(application), {"add": "products:hs:1"})
    typed = {"ask-about-products:hs:1": "Who chose it?"}
    desk.post(asking_url(application), typed | {"add": "volumes"})
    assert kept(application) == [("products:hs:1", "Who chose it?"), ("volumes", "")]
    assert desk.post(asking_url(application), typed | {"keep": "1", "ask-canned": ["hs_reason"]}).status_code == 204
    assert InquiryDraft.objects.get().canned == ["hs_reason"]
    desk.post(asking_url(application), {"ask-about-volumes": "So many?", "remove": "products:hs:1"})
    assert kept(application) == [("volumes", "So many?")]


def test_request_is_sent_as_it_was_kept(desk: Client, application: Application) -> None:
    desk.post(asking_url(application), {"add": "products:hs:1"})
    desk.post(page_of(application), {"act": "ask", "ask-about-products:hs:1": "Who chose it?"})
    inquiry = application.inquiries.get()
    assert inquiry.questions == {"products:hs:1": "Who chose it?"}
    assert not InquiryDraft.objects.exists()
    text = desk.get(f"{page_of(application)}?panel=letters").content.decode()
    assert "Products: Product 1: " in text
    assert "Who chose it?" in text


def test_draft_makes_no_other_form_of_the_page_stale(desk: Client, application: Application) -> None:
    seen = desk.get(page_of(application)).context["seen"]
    desk.post(asking_url(application), {"add": "volumes"})
    sent = {"act": "note", "_seen": seen, "note-text": "Ask about the volumes."}
    assert desk.post(page_of(application), sent).status_code == 302
    assert application.notes.exists()


@pytest.mark.parametrize("given", [{"add": "nonsense"}, {"add": "volumes", "ask-text": "x" * 8001}, {"add": "a\0b"}])
def test_what_can_not_be_kept_is_said(desk: Client, application: Application, given: dict[str, str]) -> None:
    answer = desk.post(asking_url(application), given, follow=True)
    assert "errornote" in answer.content.decode() or 'class="error"' in answer.content.decode()
    assert desk.post(asking_url(application), given | {"keep": "1"}).status_code == 409
    assert kept(application) == []


def test_address_takes_no_other_way_back(desk: Client, application: Application) -> None:
    answer = desk.post(asking_url(application), {"add": "volumes", "back": "https://elsewhere.example/?panel=notes"})
    assert answer.url.startswith(f"{page_of(application)}?panel=notes&")


@pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
def test_readers_are_offered_no_button_and_refused(application: Application, role: str) -> None:
    client = signed_in(staff(role))
    assert "Ask about this" not in client.get(page_of(application)).content.decode()
    assert client.post(asking_url(application), {"add": "volumes", "keep": "1"}).status_code == 409
    assert client.get(asking_url(application)).status_code == 405
    assert kept(application) == []


def test_applicant_reads_each_question_beside_its_answer(application: Application) -> None:
    questions = {"addresses:city:2": "Is this where you pack?", "business": "Who directs it?"}
    services.info_request(
        actor=application.reviewer, application_id=application.pk, fields=questions, questions=questions
    )
    ada = signed_in(application.created_by)
    for name in ("portal:application", "portal:apply_reply"):
        text = ada.get(reverse(name, args=[application.pk])).content.decode()
        assert "Is this where you pack?" in text
        assert "Address 2: City or town" in text
        assert reverse("portal:apply_section", args=[application.pk, "business"]) in text
    assert text.count("Is this where you pack?") == 1
