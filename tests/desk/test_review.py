"""The review page: an application beside its evidence, correspondence and history, with the actions of its state."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application, Evidence, Inquiry, InquiryDraft
from apps.audit.models import View
from apps.core import clock
from apps.core.files import identify_file
from apps.core.uploads import upload_columns
from apps.correspondence.models import Attachment, Post
from tests.applications import answers
from tests.desk.pages import page_of
from tests.people import seller, signed_in, staff


@pytest.fixture(scope="module")
def application_id(lasting: Callable[..., Application]) -> int:
    return lasting(lambda: answers.in_review(answers.officer(), seller())).pk


@pytest.fixture
def application(application_id: int) -> Application:
    return Application.objects.get(pk=application_id)


def list_viewed(kind: str) -> list[int]:
    return list(View.objects.filter(subject_type=kind).values_list("subject_id", flat=True).order_by("pk"))


def create_evidence(application: Application, name: str, content: bytes, criterion: str = "1.1") -> Evidence:
    file = upload_columns(identify_file(name, [content]))
    return Evidence.objects.create(
        application=application, criterion=criterion, uploaded_by=application.created_by, **file
    )


def draw_picture() -> bytes:
    Image.new("RGB", (40, 20), "navy").save(file := io.BytesIO(), "PNG")
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("panel", ["evidence", "checklist", "vetting", "letters", "notes", "history"])
def test_panels_of_a_large_application_take_under_twenty_queries(
    panel: str, desk: Client, officer: User, application: Application, django_assert_max_num_queries
):
    thread = services.application_message_answer(
        actor=officer, application_id=application.pk, text="Thank you.", language="en"
    ).thread
    for number in range(30):
        create_evidence(application, f"file{number}.csv", b"a,b\n1,2\n")
    for number in range(5):
        Inquiry.objects.create(
            application=application, fields=["volumes:monthly_parcels"], text=str(number), asked_by=officer,
            asked_at=clock.now(), reply_by=clock.now() + timedelta(days=1), replied_at=clock.now(), replied_by=officer,
        )  # fmt: skip
    for number in range(50):
        post = Post.objects.create(
            thread=thread, author=officer, from_program=True, text=str(number), language="en", at=clock.now()
        )
        Attachment.objects.create(
            post=post, uploaded_by=officer, **upload_columns(identify_file("a.csv", [b"a,b\n1,2\n"]))
        )
        services.note_add(actor=officer, application_id=application.pk, text=str(number))
    with django_assert_max_num_queries(19):
        response = desk.get(page_of(application), {"panel": panel})
    assert response.status_code == 200


@pytest.mark.slow
def test_chosen_criterion_is_open_beside_its_evidence(desk: Client, application: Application):
    first = desk.get(page_of(application))
    assert first.context["viewer"].file.name == "license.pdf"
    assert [part.section.key for part in first.context["parts"] if part.open] == ["criterion-1.1"]
    other = desk.get(page_of(application), {"section": "criterion-7.1"})
    assert [part.section.key for part in other.context["parts"] if part.open] == ["criterion-7.1"]
    assert other.context["viewer"] is None
    assert "No file belongs to this" in other.content.decode()
    assert all(part.open for part in desk.get(page_of(application), {"open": "all"}).context["parts"])


def test_picture_is_redrawn_and_the_view_is_recorded(desk: Client, application: Application):
    file = create_evidence(application, "site.png", draw_picture())
    response = desk.get(page_of(application), {"evidence": file.pk})
    viewer = response.context["viewer"]
    assert (viewer.shown.size, list_viewed("evidence")) == ((40, 20), [file.pk])
    assert f'src="{viewer.picture_url}"'.replace("&", "&amp;") in response.content.decode()
    assert file.sha256 in response.content.decode()

    picture = desk.get(viewer.picture_url)
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in picture["Cache-Control"]
    assert "private" in picture["Cache-Control"]
    assert picture.content != draw_picture()
    download = desk.get(viewer.download_url)
    assert download["Content-Disposition"].startswith("attachment")
    assert list_viewed("evidence") == [file.pk]


def test_page_of_a_refused_form_is_recorded_as_a_view(desk: Client, application: Application):
    assert list_viewed("application") == []
    assert desk.post(page_of(application), {"act": "note"}).status_code == 422
    assert list_viewed("application") == [application.pk]


def test_table_is_shown_as_escaped_text(desk: Client, application: Application):
    file = create_evidence(application, "orders.csv", b"sku,name\nA1,cmd\nA2,<b>bold</b>\n")
    text = desk.get(page_of(application), {"evidence": file.pk}).content.decode()
    assert "<td>&lt;b&gt;bold&lt;/b&gt;</td>" in text


@pytest.mark.slow
def test_broken_file_is_not_shown_and_can_be_downloaded(desk: Client, application: Application):
    broken = create_evidence(application, "broken.pdf", answers.PDF)
    response = desk.get(page_of(application), {"evidence": broken.pk})
    assert response.context["viewer"].refused
    assert "can&#x27;t be shown here" in response.content.decode()
    assert response.context["viewer"].download_url in response.content.decode()
    assert desk.get(response.context["viewer"].picture_url).status_code == 422
    beyond = desk.get(page_of(application), {"evidence": broken.pk, "page": "99999999999999999999"})
    assert beyond.status_code == 200


def test_viewer_shows_no_file_of_another_application(desk: Client, officer: User, application: Application):
    other = answers.in_review(officer, seller("eve@other.example"))
    (file,) = other.evidence.all()
    assert desk.get(page_of(application), {"evidence": file.pk}).context["viewer"] is None
    assert list_viewed("evidence") == []


def test_pictures_are_shown_to_staff_only(ada: User, application: Application):
    file = create_evidence(application, "site.png", draw_picture())
    url = reverse("admin:applications_application_preview", args=[file.pk])
    assert signed_in(ada).get(url).status_code == 302
    assert signed_in(staff("auditor")).get(url).status_code == 200
    nowhere = reverse("admin:applications_application_preview", args=[file.pk + 1000])
    assert signed_in(staff("officer", email="b@staff.example")).get(nowhere).status_code == 404


@pytest.mark.slow
def test_attachment_is_shown_beside_its_message(desk: Client, officer: User, ada: User, application: Application):
    post = services.application_message_write(
        actor=ada, application_id=application.pk, text="Here.", language="en",
        files=[identify_file("site.png", [draw_picture()])],
    )  # fmt: skip
    (file,) = post.files.all()
    # The message waits for an answer, so the page opens with the correspondence.
    assert desk.get(page_of(application)).context["panel"] == "letters"
    assert desk.get(page_of(application), {"section": "volumes"}).context["panel"] == "evidence"
    response = desk.get(page_of(application), {"panel": "letters", "attachment": file.pk})
    assert response.context["viewer"].file == file
    assert desk.get(response.context["viewer"].picture_url)["Content-Type"] == "image/png"
    assert list_viewed("attachment") == [file.pk]


def test_history_shows_changed_answers_and_masks_numbers(
    desk: Client, officer: User, ada: User, application: Application
):
    answers.ask(officer, application, "volumes:monthly_parcels", "identifiers:ein", text="Sure?")  # fmt: skip
    for key, changed in (("volumes", {"monthly_parcels": "650"}), ("identifiers", {"ein": "12-3446789"})):
        answers.save(ada, application, key, answers.ANSWERS[key] | changed)
    answers.reply(ada, application)
    context = desk.get(page_of(application), {"panel": "history"}).context
    # The changed sections are open, because the reviewer comes back to read them.
    opened = {part.section.key for part in context["parts"] if part.open}
    assert opened == {part.section.key for part in context["parts"] if part.changed} == {"volumes", "identifiers"}
    (revised,) = context["revisions"]
    differences = {question: (before, now) for _, answers in revised.answers for question, before, now in answers}
    assert ("400", "650") in differences.values()
    assert ("••••3331", "••••6789") in differences.values()
    assert (revised.added, revised.removed) == ([], [])


def read_page_state(client: Client, application: Application) -> str:
    return client.get(page_of(application)).context["seen"]


@pytest.mark.slow
def test_overtaken_form_changes_nothing_and_keeps_the_typed_text(desk: Client, officer: User, application: Application):
    page_state = read_page_state(desk, application)
    other = signed_in(staff("supervisor", email="second@staff.example"))
    other.post(page_of(application), {"act": "release"})
    asked = {"ask-about-volumes:monthly_parcels": "How many parcels, really?"}
    response = desk.post(page_of(application), {"act": "ask", "_seen": page_state, **asked})
    assert response.status_code == 409
    text = response.content.decode()
    for words in ("was changed after you opened the page", "second@staff.example", "In review", "Submitted"):
        assert words in text
    # The application can not be asked about any more, so the typed text is shown with the refusal.
    assert "How many parcels, really?" in text
    application.refresh_from_db()
    assert (application.state, application.inquiries.count()) == ("submitted", 0)

    # An action that is still open keeps its form, and the form can be sent again after reading.
    response = desk.post(
        page_of(application), {"act": "note", "_seen": page_state, "note-text": "Ask for the license."}
    )
    assert response.status_code == 409
    assert response.context["opened"] == "note"
    assert "Ask for the license.</textarea>" in response.content.decode()
    again = {"act": "note", "_seen": response.context["seen"], "note-text": "Ask for the license."}
    assert desk.post(page_of(application), again).status_code == 302
    assert application.notes.get().text == "Ask for the license."


@pytest.mark.slow
def test_invalid_page_state_is_answered_without_an_error(desk: Client, application: Application):
    for made_up in ("x", "applications.application:1", "applications.application:999999999999999999 a.b:1"):
        response = desk.post(page_of(application), {"act": "release", "_seen": made_up})
        assert response.status_code in (302, 409)
    application.refresh_from_db()
    assert application.state == "in_review"


def test_errors_of_a_form_are_listed_first_and_link_to_the_fields(desk: Client, application: Application):
    response = desk.post(page_of(application), {"act": "ask", "ask-text": "Why?"})
    assert response.status_code == 422
    text = response.content.decode()
    problems = response.context["attempt"].problems
    assert [problem.anchor for problem in problems] == ["act-ask"]
    assert all(f'href="#{problem.anchor}"' in text and f'id="{problem.anchor}"' in text for problem in problems)
    assert '<details class="ks-act" id="act-ask" name="act" open>' in text
    assert text.index("There is a problem" if "There is a problem" in text else "Not done") < text.index("ks-review")


def test_signatory_whom_the_application_does_not_name_is_pointed_out(desk: Client, application: Application) -> None:
    warning = "No owner or officer in this application is named"
    assert warning not in desk.get(page_of(application)).content.decode()
    other = seller("bo@shop.example")
    draft = answers.filled(other)
    services.application_submit(actor=other, application_id=draft.pk, signed_name="Bo Li")
    assert f"{warning} “Bo Li”." in desk.get(page_of(draft)).content.decode()


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
