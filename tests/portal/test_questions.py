"""Questions to the program, and the answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core.files import identify_file
from apps.correspondence.models import Thread
from apps.correspondence.services import question_answer, question_ask, question_write
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import shipper_create
from tests.applications.answers import PDF
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return seller()


@pytest.fixture
def shop(ada: User) -> Shipper:
    """Make a business without a decision."""
    return shipper_create(actor=ada)


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


ASKED = {"subject": "A label", "text": "Which label?", "language": "zh-hans"}


def test_one_asks_and_reads_the_answer_in_one_place(client: Client, shop: Shipper) -> None:
    questions = reverse("portal:questions", args=[shop.pk])
    assert "Nobody has asked anything yet." in client.get(questions).content.decode()
    files = [SimpleUploadedFile("label.pdf", PDF), SimpleUploadedFile("order.pdf", PDF)]
    sent = client.post(questions, ASKED | {"files": files}, follow=True)
    text = sent.content.decode()
    assert "Your question was sent." in text
    assert "Written in Simplified Chinese" in text
    assert 'lang="zh-hans"' in text
    assert "label.pdf" in text
    assert "order.pdf" in text
    assert "Waiting on the program" in text

    thread = Thread.objects.get()
    question_answer(actor=staff("officer"), thread_id=thread.pk, text="The usual one.", language="en")
    text = client.get(reverse("portal:question", args=[shop.pk, thread.pk])).content.decode()
    assert "The usual one." in text
    assert "The program" in text
    assert "officer@" not in text, "which of the staff it was is not told"


def test_wrong_input_is_marked_and_kept(client: Client, shop: Shipper) -> None:
    questions = reverse("portal:questions", args=[shop.pk])
    answer = client.post(questions, ASKED | {"subject": ""})
    assert answer.status_code == 422
    assert "Which label?" in answer.content.decode()
    assert 'href="#id_subject"' in answer.content.decode()
    bad = SimpleUploadedFile("tool.pdf", b"MZ\x90\x00" + b"\0" * 99)
    answer = client.post(questions, ASKED | {"files": [bad]})
    assert answer.status_code == 422
    assert 'href="#id_files"' in answer.content.decode()
    assert "Which label?" in answer.content.decode()
    assert not Thread.objects.exists()


def test_who_only_reads_reads(shop: Shipper, ada: User) -> None:
    viewer = seller("viewer@shop.example")
    Membership.objects.create(shipper=shop, user=viewer, role=Membership.Role.VIEWER)
    thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
    client = signed_in(viewer)
    for page in (
        reverse("portal:questions", args=[shop.pk]),
        reverse("portal:question", args=[shop.pk, thread.pk]),
    ):
        assert "<textarea" not in client.get(page).content.decode()
        assert client.post(page, ASKED).status_code == 403


def test_a_question_of_one_business_is_not_found_under_another(client: Client, shop: Shipper, ada: User) -> None:
    other = shipper_create(actor=ada)
    thread = question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
    assert client.get(reverse("portal:question", args=[other.pk, thread.pk])).status_code == 404


def test_the_pages_cost_the_same_however_much_is_written(
    client: Client, shop: Shipper, ada: User, django_assert_max_num_queries
) -> None:
    thread = question_ask(actor=ada, shipper_id=shop.pk, files=[identify_file("a.pdf", [PDF])], **ASKED)
    for _number in range(12):
        question_ask(actor=ada, shipper_id=shop.pk, **ASKED)
        question_write(
            actor=ada, thread_id=thread.pk, text="More.", language="en", files=[identify_file("a.pdf", [PDF])]
        )
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:questions", args=[shop.pk]))
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:question", args=[shop.pk, thread.pk]))
