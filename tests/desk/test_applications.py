"""An officer reviews applications in the admin, by the buttons that the transition table opens."""

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
from tests.outbox import deliver
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db
LIST = "admin:applications_application_changelist"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada() -> User:
    return seller()


@pytest.fixture
def officer() -> User:
    return answers.officer()


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def page(application: Application, panel: str = "") -> str:
    url = reverse("admin:applications_application_change", args=[application.pk])
    return f"{url}?panel={panel}" if panel else url


def read(client: Client, application: Application, panel: str = "") -> str:
    return client.get(page(application, panel)).content.decode()


def buttons(client: Client, application: Application) -> set[str]:
    return {name for name, act, _form in client.get(page(application)).context["actions"] if not act.blocked}


def state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_every_action_of_staff_in_the_table_has_its_form_and_service():
    assert set(ACTIONS) == {t.action for t in LIFECYCLE.transitions if t.who != APPLICANT}


def test_an_officer_reads_asks_and_approves(client: Client, ada: User):
    application = answers.submitted(ada)
    text = read(client, application) + read(client, application, "vetting")
    for shown in ("Blue Kite Toys LLC", "••••3331", "Well formed", "license.pdf", "wooden building blocks", "Ada Park"):
        assert shown in text
    assert "1103331" not in text
    assert buttons(client, application) == {"take", "note", "answer"}

    client.post(page(application), {"act": "take"})
    assert state(application) == "in_review"
    assert buttons(client, application) == {"release", "ask", "check", "note", "answer"}

    client.post(page(application), {"act": "ask", "ask-fields_asked": ["volumes:monthly_parcels"], "ask-text": "Sure?"})
    assert state(application) == "info_requested"
    assert buttons(client, application) == {"check", "note", "answer"}
    assert "<li>Parcels a month: " in read(client, application, "letters")
    services.info_reply(actor=ada, application_id=application.pk, text="Yes.", signed_name="Ada Park")
    assert "Yes." in read(client, application, "letters")

    answers.checked(User.objects.get(email="officer@staff.example"), application)
    assert buttons(client, application) == {"release", "ask", "approve", "deny", "check", "note", "answer"}
    response = client.post(page(application), {"act": "approve", "approve-text": ""}, follow=True)
    assert "Done: Approve." in response.content.decode()
    assert state(application) == "approved"
    assert application.shipper.ksn in response.content.decode()
    assert buttons(client, application) == {"note"}
    deliver()
    application.shipper.refresh_from_db()
    assert application.shipper.standing.status == "active"


def test_a_denial_without_reasons_is_told_in_the_form_and_kept_as_typed(client: Client, officer: User, ada: User):
    application = answers.ready(officer, ada)
    response = client.post(page(application), {"act": "deny", "deny-text": "Because of criterion 6.1."})
    assert response.status_code == 422
    assert "Because of criterion 6.1." in response.content.decode()
    assert "errorlist" in response.content.decode()
    assert state(application) == "in_review"
    client.post(page(application), {"act": "deny", "deny-text": "6.1 is not met.", "deny-reasons": ["criteria"]})
    assert state(application) == "denial_proposed"


def test_an_appeal_is_decided_by_a_supervisor_who_did_not_deny(ada: User, officer: User):
    application = answers.denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do check.")
    assert buttons(signed_in(officer), application) == {"note", "answer"}
    supervisor = signed_in(staff("supervisor"))
    assert buttons(supervisor, application) == {"grant", "uphold", "note", "answer"}
    supervisor.post(page(application), {"act": "uphold", "uphold-text": "Not shown."})
    assert state(application) == "denied"


def test_what_the_guard_blocks_is_told_in_place_of_the_button(client: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    services.info_request(
        actor=officer, application_id=application.pk, fields=["volumes:monthly_parcels"], text="How many?"
    )
    assert "The time to reply has not ended." in client.get(page(application)).content.decode()
    client.post(page(application), {"act": "resume"})
    assert state(application) == "info_requested"


@pytest.mark.parametrize("action", ["approve", "submit", "grant", "withdraw", "nonsense", ""])
def test_an_act_that_is_not_offered_is_not_done(action: str, client: Client, ada: User):
    application = answers.submitted(ada)
    response = client.post(page(application), {"act": action, "grant-text": "x"}, follow=True)
    assert "can&#x27;t be done now" in response.content.decode()
    assert state(application) == "submitted"


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_those_who_only_read_have_no_buttons(role: str, ada: User):
    application = answers.submitted(ada)
    client = signed_in(staff(role))
    assert buttons(client, application) == set()
    client.post(page(application), {"act": "take"})
    assert state(application) == "submitted"


def test_sellers_and_staff_without_a_second_factor_do_not_get_in(ada: User):
    application = answers.submitted(ada)
    assert signed_in(ada).get(page(application)).status_code == 302
    without = staff("officer", factor=False)
    assert signed_in(without).get(page(application)).status_code == 302


def test_evidence_is_downloaded_by_staff(client: Client, ada: User):
    application = answers.submitted(ada)
    (file,) = application.evidence.all()
    url = reverse("admin:applications_application_evidence", args=[file.pk])
    response = client.get(url)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == answers.PDF
    assert client.get(reverse("admin:applications_application_evidence", args=[file.pk + 1])).status_code == 404
    assert signed_in(ada).get(url).status_code == 302


def test_the_same_number_elsewhere_is_shown(client: Client, ada: User):
    application = answers.submitted(ada)
    other = answers.submitted(seller("bo@shop.example"))
    assert reverse("admin:shippers_shipper_change", args=[other.shipper_id]) in read(client, application, "vetting")


def test_the_list_filters_by_state_age_and_reviewer(client: Client, officer: User, ada: User):
    draft = services.application_start(actor=seller("di@shop.example"))
    waiting = answers.submitted(seller("bo@shop.example"))
    mine = answers.in_review(officer, ada)

    def listed(**chosen: object) -> set[int]:
        return {row.pk for row in client.get(reverse(LIST), chosen).context["cl"].result_list}

    assert listed() == {waiting.pk, mine.pk}
    assert draft.pk not in listed()
    assert listed(state="submitted") == {waiting.pk}
    assert listed(reviewer="me") == {mine.pk}
    assert listed(reviewer="nobody") == {waiting.pk}
    assert listed(reviewer="others") == set()
    assert listed(age="late") == listed(age="30") == set()
    assert listed(q="Blue Kite") == {waiting.pk, mine.pk}
    Application.objects.filter(pk=waiting.pk).update(submitted_at=clock.now() - timedelta(days=31))
    assert listed(age="30") == {waiting.pk}
    with clock.at(clock.now() + timedelta(days=selectors.clocks().decision_days + 1)):
        assert listed(age="late") == {waiting.pk, mine.pk}


def test_notes_are_added_and_read(client: Client, ada: User):
    application = answers.submitted(ada)
    client.post(page(application), {"act": "note", "note-text": "Rang the register."})
    assert "Rang the register." in read(client, application, "notes")


def test_the_page_runs_no_script_of_its_own(client: Client, ada: User):
    response = client.get(page(answers.submitted(ada)))
    text = response.content.decode()
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert " style=" not in text
    assert " onclick=" not in text


def test_every_act_says_what_follows_before_and_after(client: Client, ada: User):
    application = answers.submitted(ada)
    follows = "You are its reviewer, and the applicant sees that it is read."
    assert follows in client.get(page(application)).content.decode()
    response = client.post(page(application), {"act": "take"}, follow=True)
    assert f"Done: Take for review. {follows}" in response.content.decode()


def test_what_waits_is_listed_first_and_only_it_has_a_day_of_decision(client: Client, officer: User, ada: User):
    approved = answers.approved(officer, seller("bo@shop.example"))
    waiting = answers.submitted(ada)
    listed = list(client.get(reverse(LIST)).context["cl"].result_list)
    assert listed == [waiting, approved]
    shown = admin.site.get_model_admin(Application)
    assert shown.due(listed[0]) == clock.day_of(waiting.decide_by)
    assert shown.due(listed[1]) is None


def test_paragraphs_are_chosen_and_kept_as_codes(client: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    ask = {"act": "ask", "ask-fields_asked": ["products:hs"], "ask-canned": ["hs_reason"], "ask-language": "es"}
    client.post(page(application), ask)
    inquiry = application.inquiries.get()
    assert (inquiry.canned, inquiry.text, inquiry.language) == (["hs_reason"], "", "es"), (
        "they say enough by themselves"
    )
    assert "Please say how you chose the HS code" in read(client, application, "letters")
    services.info_reply(actor=ada, application_id=application.pk, text="Like so.", signed_name="Ada Park")
    answers.checked(officer, application)
    deny = {"act": "deny", "deny-reasons": ["criteria"], "deny-text": "See 4.1.", "deny-canned": ["must_not_shown"]}
    client.post(page(application), deny)
    answers.countersigned(application)
    assert application.decisions.get().canned == ["must_not_shown"]
    assert "What you sent does not show it." in Message.objects.get(kind="application.denied", recipient=ada).body


def test_an_officer_writes_to_the_applicant_and_says_what_needs_no_answer(client: Client, officer: User, ada: User):
    application = answers.in_review(officer, ada)
    services.application_message_write(actor=ada, application_id=application.pk, text="Thank you!", language="en")
    assert "Thank you!" in read(client, application, "letters")
    assert {"answer", "settle"} <= buttons(client, application)
    client.post(page(application), {"act": "settle"})
    assert "settle" not in buttons(client, application)
    files = [SimpleUploadedFile("form.pdf", answers.PDF)]
    client.post(page(application), {"act": "answer", "answer-text": "Use this form.", "answer-file": files})
    text = read(client, application, "letters")
    assert "Use this form." in text
    assert "form.pdf" in text
