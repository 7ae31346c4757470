"""Requests for information: the places that one can ask about, the draft that the server keeps, and the letter."""

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, InquiryDraft
from apps.applications.sections import SECTIONS, AnswerPlace, place_of
from apps.applications.sections.places import FILE
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.notices.models import Message
from tests.applications import answers
from tests.outbox import deliver
from tests.people import seller, staff

NO_PLACES = (
    *("", ":", "nonsense", "nonsense:name", "business:nonsense", "business:name:1", "addresses:city:0"),
    *("addresses:city:101", "addresses:city:x", "addresses:city:1:1", "business:file:1", "criterion-1.1:file:x"),
    *("criterion-1.1:file:", "criterion-1.1:file:0", "criterion-1.1:file:" + "9" * 30),
)


def test_every_place_is_named_by_its_code() -> None:
    places = [AnswerPlace(section) for section in SECTIONS]
    places += [AnswerPlace(section, field) for section in SECTIONS for field in section.questions]
    places += [
        AnswerPlace(section, field, 2) for section in SECTIONS if section.repeated for field in section.questions
    ]
    places += [AnswerPlace(section, file=17) for section in SECTIONS if section.criterion]
    assert [place_of(place.code) for place in places] == places
    assert len({place.code for place in places}) == len(places)
    assert all(str(place.label()) for place in places)
    assert all(FILE not in section.questions for section in SECTIONS)


@pytest.mark.parametrize("code", NO_PLACES)
def test_other_codes_name_no_place(code: str) -> None:
    assert place_of(code) is None


def test_words_of_a_place_name_its_row_or_its_file() -> None:
    assert place_of("addresses:city:2").label() == "Address 2: City or town"
    assert str(place_of("criterion-1.1:file:17").label("license.pdf")) == "File: license.pdf"
    assert str(place_of("products").label()) == "The whole section"


class TestDraft:
    @pytest.fixture
    def application(self, officer: User) -> Application:
        return answers.in_review(officer)

    def save(self, officer: User, application: Application, **given: object) -> InquiryDraft:
        return services.inquiry_draft_save(actor=officer, application_id=application.pk, **given)

    def test_places_are_added_and_removed_and_their_texts_kept(self, officer: User, application: Application) -> None:
        self.save(officer, application, add="products:hs:1")
        self.save(officer, application, questions={"products:hs:1": "Who chose it?"}, add="business", text="Thanks.")
        draft = self.save(officer, application, add="products:hs:1", text="Thanks.", canned=["hs_reason"])
        assert draft.questions == [
            {"about": "products:hs:1", "text": "Who chose it?"},
            {"about": "business", "text": ""},
        ]
        assert (draft.text, draft.canned) == ("Thanks.", ["hs_reason"])
        draft = self.save(officer, application, questions={"business": "Why?"}, remove="products:hs:1")
        assert draft.questions == [{"about": "business", "text": "Why?"}]
        assert InquiryDraft.objects.count() == 1

    def test_each_officer_has_a_draft_of_their_own(self, officer: User, application: Application) -> None:
        second = staff("officer", email="second@staff.example")
        self.save(officer, application, add="business")
        self.save(second, application, add="volumes")
        for person, about in ((officer, "business"), (second, "volumes")):
            found = selectors.application_to_review(person, application.pk)
            assert selectors.inquiry_draft_of_reader(found).questions == [{"about": about, "text": ""}]

    def test_places_of_other_applications_and_made_up_ones_are_refused(
        self, officer: User, application: Application
    ) -> None:
        other = answers.in_review(officer, seller("other@shop.example")).evidence.first()
        own = application.evidence.first()
        for wrong in ("nonsense", f"criterion-{other.criterion}:file:{other.pk}", f"criterion-9.9:file:{own.pk}"):
            with pytest.raises(InvalidInput):
                self.save(officer, application, add=wrong)
        self.save(officer, application, add=f"criterion-{own.criterion}:file:{own.pk}")

    def test_only_reviewers_without_a_part_in_the_business_draft_while_it_is_reviewed(
        self, officer: User, application: Application
    ) -> None:
        for role in ("auditor", "analyst", "policy manager"):
            with pytest.raises(NotAllowed):
                self.save(staff(role), application, add="business")
        waiting = answers.submitted(seller("other@shop.example"))
        with pytest.raises(Conflict):
            self.save(officer, waiting, add="business")
        assert not InquiryDraft.objects.exists()


def test_request_keeps_the_question_about_each_place_and_ends_the_draft() -> None:
    officer, ada = answers.officer(), seller()
    application = answers.in_review(officer, ada)
    file = application.evidence.first()
    about_file = f"criterion-{file.criterion}:file:{file.pk}"
    services.inquiry_draft_save(actor=officer, application_id=application.pk, add="products:hs:1")
    questions = {"products:hs:1": " Who chose it? ", about_file: "Can you send it whole?", "volumes": ""}
    inquiry = services.info_request(
        actor=officer, application_id=application.pk, fields=questions, questions=questions, text="Good day."
    )
    assert inquiry.fields == sorted(questions)
    assert inquiry.questions == {"products:hs:1": "Who chose it?", about_file: "Can you send it whole?"}
    assert not InquiryDraft.objects.exists()
    deliver()
    body = Message.objects.get(kind="application.info_requested", recipient=ada).body
    for words in ("Good day.", "Products: Product 1: ", "Who chose it?", f"File: {file.name}", "send it whole?"):
        assert words in body
    application.refresh_from_db()
    assert selectors.sections_open(application) == {"products", f"criterion-{file.criterion}", "volumes"}


def test_request_says_about_each_place_what_is_asked(officer: User) -> None:
    application = answers.in_review(officer)
    for questions in ({}, {"products:hs": ""}, {"products:hs": "Who?", "volumes": " "}):
        with pytest.raises(InvalidInput):
            services.info_request(actor=officer, application_id=application.pk, fields=questions, questions=questions)
    application.refresh_from_db()
    assert application.state == "in_review"
