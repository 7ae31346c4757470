"""Applications at the desk: reviewed by the actions that the transition table allows."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.states import APPLICANT, LIFECYCLE
from apps.core import clock
from apps.desk.applications.actions import ACTIONS
from apps.notices.models import Message
from tests.applications import answers
from tests.desk.pages import find_offered_actions, page_of, read_page
from tests.outbox import deliver
from tests.people import seller, signed_in

LIST = "admin:applications_application_changelist"


def read_state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_staff_actions_of_the_transition_table_have_forms_and_services():
    # An application is taken over by a button in the header of the case, beside the name of its holder.
    of_staff = {row.action for row in LIFECYCLE.transitions if row.who != APPLICANT}
    assert set(ACTIONS) == of_staff - {"take_over"}


def test_application_is_taken_asked_about_and_approved(desk: Client, ada: User):
    application = answers.submitted(ada)
    text = read_page(desk, application) + read_page(desk, application, "vetting")
    for words in ("Blue Kite Toys LLC", "••••3331", "Well formed", "license.pdf", "wooden building blocks", "Ada Park"):
        assert words in text
    assert "1103331" not in text
    assert find_offered_actions(desk, application) == {"take", "note", "answer"}

    desk.post(page_of(application), {"act": "take"})
    assert read_state(application) == "in_review"
    assert find_offered_actions(desk, application) == {"release", "ask", "check", "rest", "note", "answer"}

    desk.post(page_of(application), {"act": "ask", "ask-about-volumes:monthly_parcels": "Sure?"})
    assert read_state(application) == "info_requested"
    assert find_offered_actions(desk, application) == {"check", "rest", "note", "answer"}
    assert "<li>Parcels a month: " in read_page(desk, application, "letters")
    answers.reply(ada, application)
    assert "Yes." in read_page(desk, application, "letters")

    answers.checked(User.objects.get(email="officer@staff.example"), application)
    assert find_offered_actions(desk, application) == {"release", "ask", "approve", "deny", "check", "note", "answer"}
    response = desk.post(page_of(application), {"act": "approve", "approve-text": ""}, follow=True)
    assert "Done: Approve." in response.content.decode()
    assert read_state(application) == "approved"
    assert application.shipper.ksn in response.content.decode()
    assert find_offered_actions(desk, application) == {"note"}
    deliver()
    application.shipper.refresh_from_db()
    assert application.shipper.standing.status == "active"


@pytest.mark.slow
def test_denial_without_a_reason_is_refused_and_the_typed_text_is_kept(desk: Client, officer: User, ada: User):
    application = answers.checked(officer, answers.in_review(officer, ada), unmet=["6.1"])
    response = desk.post(page_of(application), {"act": "deny", "deny-text": "Because of criterion 6.1."})
    assert response.status_code == 422
    assert "Because of criterion 6.1." in response.content.decode()
    assert "errorlist" in response.content.decode()
    assert read_state(application) == "in_review"
    desk.post(page_of(application), {"act": "deny", "deny-text": "6.1 is not met.", "deny-reasons": ["criteria"]})
    assert read_state(application) == "denial_proposed"


@pytest.mark.slow
def test_appeal_is_decided_by_a_supervisor_who_did_not_deny(ada: User, officer: User, supervisor_desk: Client):
    application = answers.denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do check.")
    assert find_offered_actions(signed_in(officer), application) == {"note", "answer"}
    assert find_offered_actions(supervisor_desk, application) == {"grant", "uphold", "note", "answer"}
    supervisor_desk.post(page_of(application), {"act": "uphold", "uphold-text": "Not shown."})
    assert read_state(application) == "denied"


def test_blocked_action_shows_the_reason_instead_of_the_button(desk: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    answers.ask(officer, application, "volumes:monthly_parcels", text="How many?")
    assert "The time to reply has not ended." in desk.get(page_of(application)).content.decode()
    desk.post(page_of(application), {"act": "resume"})
    assert read_state(application) == "info_requested"


@pytest.mark.parametrize("action", ["approve", "submit", "grant", "withdraw", "nonsense", ""])
def test_action_that_is_not_offered_changes_nothing(action: str, desk: Client, ada: User):
    application = answers.submitted(ada)
    response = desk.post(page_of(application), {"act": action, "grant-text": "x"}, follow=True)
    assert "can&#x27;t be done now" in response.content.decode()
    assert read_state(application) == "submitted"


def test_evidence_is_downloaded_by_staff_only(desk: Client, ada: User):
    application = answers.submitted(ada)
    (file,) = application.evidence.all()
    url = reverse("admin:applications_application_file", args=[file.pk])
    response = desk.get(url)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == answers.PDF
    assert desk.get(reverse("admin:applications_application_file", args=[file.pk + 1])).status_code == 404
    assert signed_in(ada).get(url).status_code == 302


def test_vetting_panel_shows_another_record_with_the_same_number(desk: Client, ada: User):
    application = answers.submitted(ada)
    other = answers.submitted(seller("bo@shop.example"))
    assert reverse("admin:shippers_shipper_change", args=[other.shipper_id]) in read_page(desk, application, "vetting")


@pytest.mark.slow
def test_list_is_filtered_by_state_age_and_reviewer(desk: Client, officer: User, ada: User):
    draft = services.application_start(actor=seller("di@shop.example"))
    waiting = answers.submitted(seller("bo@shop.example"))
    mine = answers.in_review(officer, ada)

    def list_ids(**chosen: object) -> set[int]:
        return {row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list}

    assert list_ids() == {waiting.pk, mine.pk}
    assert draft.pk not in list_ids()
    assert list_ids(state="submitted") == {waiting.pk}
    assert list_ids(reviewer="me") == {mine.pk}
    assert list_ids(reviewer="nobody") == {waiting.pk}
    assert list_ids(reviewer="others") == set()
    assert list_ids(age="late") == list_ids(age="30") == set()
    assert list_ids(q="Blue Kite") == {waiting.pk, mine.pk}
    Application.objects.filter(pk=waiting.pk).update(submitted_at=clock.now() - timedelta(days=31))
    assert list_ids(age="30") == {waiting.pk}
    with clock.at(clock.now() + timedelta(days=selectors.clocks().decision_days + 1)):
        assert list_ids(age="late") == {waiting.pk, mine.pk}


def test_notes_are_added_and_read(desk: Client, ada: User):
    application = answers.submitted(ada)
    desk.post(page_of(application), {"act": "note", "note-text": "Rang the register."})
    assert "Rang the register." in read_page(desk, application, "notes")


def test_page_has_no_inline_script_or_style(desk: Client, ada: User):
    response = desk.get(page_of(answers.submitted(ada)))
    text = response.content.decode()
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert " onclick=" not in text


@pytest.mark.slow
def test_action_states_its_consequence_before_and_after(desk: Client, ada: User):
    application = answers.submitted(ada)
    follows = "You are its reviewer, and the applicant sees that it is read."
    assert follows in desk.get(page_of(application)).content.decode()
    response = desk.post(page_of(application), {"act": "take"}, follow=True)
    assert f"Done: Take for review. {follows}" in response.content.decode()


def test_open_applications_are_listed_first_and_alone_have_a_day_of_decision(desk: Client, officer: User, ada: User):
    approved = answers.approved(officer, seller("bo@shop.example"))
    waiting = answers.submitted(ada)
    listed = list(desk.get(reverse(LIST)).context["cl"].result_list)
    assert listed == [waiting, approved]
    model_admin = admin.site.get_model_admin(Application)
    assert model_admin.due(listed[0]) == clock.day_of(waiting.decide_by)
    assert model_admin.due(listed[1]) is None


def test_standard_paragraphs_are_stored_as_codes(desk: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    ask = {"act": "ask", "ask-about-products:hs": "", "ask-canned": ["hs_reason"], "ask-language": "es"}
    desk.post(page_of(application), ask)
    inquiry = application.inquiries.get()
    assert (inquiry.canned, inquiry.text, inquiry.language) == (["hs_reason"], "", "es"), (
        "they say enough by themselves"
    )
    assert "Please say how you chose the HS code" in read_page(desk, application, "letters")
    answers.reply(ada, application, "Like so.")
    answers.checked(officer, application, unmet=["6.1"])
    deny = {"act": "deny", "deny-reasons": ["criteria"], "deny-text": "See 6.1.", "deny-canned": ["must_not_shown"]}
    desk.post(page_of(application), deny)
    answers.countersigned(application)
    assert application.decisions.get().canned == ["must_not_shown"]
    assert "What you sent does not show it." in Message.objects.get(kind="application.denied", recipient=ada).body


@pytest.mark.slow
def test_correspondence_is_settled_without_an_answer_or_answered_with_a_file(desk: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    services.application_message_write(actor=ada, application_id=application.pk, text="Thank you!", language="en")
    assert "Thank you!" in read_page(desk, application, "letters")
    assert {"answer", "settle"} <= find_offered_actions(desk, application)
    desk.post(page_of(application), {"act": "settle"})
    assert "settle" not in find_offered_actions(desk, application)
    files = [SimpleUploadedFile("form.pdf", answers.PDF)]
    desk.post(page_of(application), {"act": "answer", "answer-text": "Use this form.", "answer-file": files})
    text = read_page(desk, application, "letters")
    assert "Use this form." in text
    assert "form.pdf" in text
