"""A form that is sent twice, by a second press of the button or because the answer never came, is taken once."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import SentForm, User
from apps.accounts.sent_forms import TOKEN, form_put_off, taken_once
from apps.accounts.services import FORMS_KEPT
from apps.accounts.tasks import clear_sessions
from apps.agencies.models import AgencyQuestion
from apps.applications.models import Note
from apps.core import clock
from apps.correspondence.models import Post, Thread
from apps.correspondence.services import question_ask
from apps.policy.models import Comment
from apps.shippers.models import Invitation, InvitationMail, Shipper
from apps.work.models import StaffNote
from tests.applications import answers
from tests.desk.pages import page_of
from tests.people import code_of, confirmed, seller, signed_in, staff
from tests.policy.versions import TAKES, opened
from tests.portal.pages import at
from tests.races import at_once
from tests.standing.evaluations import enrolled, owner_of

DRAWN = {TOKEN: "a" * 64}
WORDS = "This form came more than once. It counts once."


def sent(client: Client, path: str, form: dict[str, object]) -> HttpResponse:
    """Send a form as its page was drawn, and again as it is, as if the first answer had been lost."""
    first = client.post(path, DRAWN | form)
    assert first.status_code == 302, first.content.decode()
    again = client.post(path, DRAWN | form)
    assert (again.status_code, again.url) == (302, first.url)
    return client.get(again.url, follow=True)


class View:
    """A view that counts the forms that it takes."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer, self.taken = answer, 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.taken += 1
        return self.answer


def posted(user: User, form: dict[str, object], path: str = "/form/") -> HttpRequest:
    request = RequestFactory().post(path, form)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request


def times_taken(answer: HttpResponse, *requests: HttpRequest) -> int:
    """Return how many of some requests a view has taken that gives them all one answer."""
    view = View(answer)
    for request in requests:
        taken_once(lambda request: view(request))(request)
    return view.taken


class TestForm:
    def test_a_form_sent_twice_is_taken_once(self, ada: User) -> None:
        assert times_taken(HttpResponseRedirect("/after/"), *(posted(ada, DRAWN) for _time in range(3))) == 1

    @pytest.mark.parametrize("other", [{TOKEN: "b" * 64}, {"text": "No."}, {"more": "1"}])
    def test_a_page_drawn_anew_and_other_words_are_other_forms(self, ada: User, other: dict[str, str]) -> None:
        said = DRAWN | {"text": "Yes."}
        assert times_taken(HttpResponseRedirect("/after/"), posted(ada, said), posted(ada, said | other)) == 2

    def test_another_file_is_another_form(self, ada: User) -> None:
        files = [
            SimpleUploadedFile("a.pdf", b"1"),
            SimpleUploadedFile("a.pdf", b"2"),
            SimpleUploadedFile("a.pdf", b"1"),
        ]
        requests = [posted(ada, DRAWN | {"file": file}) for file in files]
        assert times_taken(HttpResponseRedirect("/after/"), *requests) == 2

    def test_forms_of_others_and_of_other_pages_are_other_forms(self, ada: User) -> None:
        requests = posted(ada, DRAWN), posted(seller("bo@shop.example"), DRAWN), posted(ada, DRAWN, "/form/?page=2")
        assert times_taken(HttpResponseRedirect("/after/"), *requests) == 3

    @pytest.mark.parametrize(
        "answer", [HttpResponse(status=422), HttpResponse("saved"), HttpResponseRedirect("/on/", preserve_request=True)]
    )
    def test_a_form_that_was_refused_or_handed_on_is_taken_again(self, ada: User, answer: HttpResponse) -> None:
        assert times_taken(answer, posted(ada, DRAWN), posted(ada, DRAWN)) == 2
        assert not SentForm.objects.exists()

    def test_a_form_without_a_token_is_not_compared(self, ada: User) -> None:
        assert times_taken(HttpResponseRedirect("/after/"), posted(ada, {}), posted(ada, {})) == 2

    def test_a_form_whose_view_failed_leaves_nothing_and_is_taken_again(self, ada: User) -> None:
        def fail(request: HttpRequest) -> HttpResponse:
            enrolled()
            raise ZeroDivisionError

        for _time in range(2):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                taken_once(fail)(posted(ada, DRAWN))
        assert not SentForm.objects.exists()
        assert not Shipper.objects.exists()

    def test_a_form_that_the_site_puts_off_is_taken_when_the_site_sends_it(self, ada: User) -> None:
        request = posted(ada, DRAWN)
        form_put_off(request)
        assert times_taken(HttpResponseRedirect("/factor/"), request, posted(ada, DRAWN)) == 2

    def test_forms_are_forgotten_after_a_day(self, ada: User) -> None:
        times_taken(HttpResponseRedirect("/after/"), posted(ada, DRAWN))
        with clock.at(clock.now() + FORMS_KEPT - timedelta(minutes=1)):
            clear_sessions()
        assert SentForm.objects.exists()
        with clock.at(clock.now() + FORMS_KEPT):
            clear_sessions()
        assert not SentForm.objects.exists()


class TestDesk:
    def test_an_answer_to_a_question_sent_twice_is_one(self, ada: User, shop: Shipper, desk: Client) -> None:
        asked = {"subject": "A label", "text": "Which one?", "language": "en"}
        thread = question_ask(actor=ada, shipper_id=shop.pk, **asked)
        form = {"act": "answer", "answer-text": "Both of them.", "answer-language": "en"}
        assert WORDS in sent(desk, page_of(thread), form).content.decode()
        assert thread.posts.filter(from_program=True).count() == 1

    def test_a_note_on_an_application_sent_twice_is_one(self, ada: User, desk: Client) -> None:
        """Nothing of the application shows that the note was written: no version of it is new."""
        sent(desk, page_of(answers.submitted(ada)), {"act": "note", "note-text": "Rang the register."})
        assert Note.objects.count() == 1

    def test_a_question_to_a_colleague_sent_twice_is_one(self, ada: User, officer: User, desk: Client) -> None:
        colleague = staff("supervisor", email="mate@staff.example")
        form = {"act": "consult", "consult-colleagues": [colleague.pk], "consult-text": "Have you seen this?"}
        sent(desk, page_of(answers.in_review(officer, ada)), form)
        assert StaffNote.objects.filter(kind=StaffNote.Kind.ASKED).count() == 1

    def test_a_record_added_twice_is_one(self, desk: Client) -> None:
        form = {"agency": "CPSC", "subject": "The fabric", "text": "Which?", "number": "", "issuer": ""}
        sent(desk, reverse("admin:agencies_agencyquestion_add"), form)
        assert AgencyQuestion.objects.count() == 1


class TestSellers:
    def test_a_question_sent_twice_leads_to_its_page_both_times(self, ada: User, shop: Shipper) -> None:
        form = {"subject": "A label", "text": "Which one?", "language": "en"}
        page = sent(signed_in(ada), at("questions", shop), form).content.decode()
        assert "Which one?" in page
        assert WORDS in page
        assert (Thread.objects.count(), Post.objects.count()) == (1, 1)

    def test_a_comment_on_a_draft_sent_twice_is_one(self, author: User, publisher: User) -> None:
        shipper = enrolled(tier=1)
        policy = opened(author, publisher, TAKES)
        form = {"business": shipper.pk, "text": "A quarter is too little.", "language": "en"}
        sent(signed_in(owner_of(shipper)), f"/policy/drafts/{policy.version}/comment/", form)
        assert Comment.objects.count() == 1

    def test_an_invitation_sent_twice_is_mailed_once(self, ada: User, shop: Shipper) -> None:
        sent(signed_in(ada), at("team", shop), {"email": "bo@shop.example", "role": "viewer"})
        assert InvitationMail.objects.count() == 1

    def test_a_form_that_waited_for_the_second_factor_is_taken_once_it_was_shown(self) -> None:
        shipper = enrolled()
        owner = owner_of(shipper)
        confirmed(owner)
        client, path = signed_in(owner), at("team", shipper)
        form = DRAWN | {"email": "bo@shop.example", "role": "owner"}
        for _time in range(2):
            asked = client.post(path, form).url
            assert asked == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': path})}"
        assert client.post(asked, {"code": code_of(owner), "next": path}).url == path
        assert Invitation.objects.get().role == "owner"
        assert client.post(path, form).url == path
        assert InvitationMail.objects.count() == 1


@pytest.mark.slow
def test_a_button_pressed_four_times_at_once_is_one_form(live_db: str) -> None:
    client, path = signed_in(staff("officer")), page_of(answers.submitted(seller()))
    form = DRAWN | {"act": "note", "note-text": "Rang the register."}
    presses = [Client(), Client(), Client(), Client()]
    for press in presses:
        press.cookies = client.cookies
    assert at_once(*(lambda press=press: press.post(path, form) for press in presses)) == [None] * 4
    assert Note.objects.count() == 1
