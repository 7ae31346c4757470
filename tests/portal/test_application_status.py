"""The status of an application for the applicant: who is to act by when, the messages, and what to put right."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.core import clock
from apps.work.selectors import items_open
from tests.applications import answers
from tests.people import on_team, signed_in
from tests.portal.pages import at, page_text

ASK = {"fields": ["products:hs", "criterion-6.1:answer"], "text": "Who chose the codes?"}


def asked(officer: User, ada: User, **given: object) -> Application:
    application = answers.in_review(officer, ada)
    services.info_request(actor=officer, application_id=application.pk, **(ASK | given))
    application.refresh_from_db()
    return application


def test_the_page_of_a_review_says_by_when_and_what_if_the_day_passes(portal: Client, ada: User, officer: User) -> None:
    text = page_text(portal, at("application", answers.in_review(officer, ada)))
    assert "Waiting on the program" in text
    assert f"{selectors.clocks().decision_days} days left" in text
    assert "If that day passes, you lose nothing." in text
    with clock.at(clock.now() + timedelta(days=selectors.clocks().decision_days + 1)):
        assert "This day has passed" in page_text(portal, at("application", Application.objects.get()))
    assert "Step 3 of 4" in text
    assert "Taken for review" in text
    assert officer.email not in text, "who of the staff it was is not told"


def test_the_page_of_a_request_shows_the_pause_and_what_if_nobody_replies(
    portal: Client, ada: User, officer: User
) -> None:
    application = answers.in_review(officer, ada)
    with clock.at(clock.now() + timedelta(days=10)):
        services.info_request(actor=officer, application_id=application.pk, **ASK)
        text = page_text(portal, at("application", application))
    assert f"it has {selectors.clocks().decision_days - 10} days left" in text
    assert f"{selectors.clocks().information_days} days left" in text
    assert "If you do not reply by that day" in text


def test_links_of_a_request_lead_to_fields_that_are_there(portal: Client, ada: User, officer: User) -> None:
    application = asked(officer, ada)
    text = page_text(portal, at("application", application))
    for key, place in (("products", "id_row-0-hs"), ("criterion-6.1", "id_answer_0")):
        page = reverse("portal:apply_section", args=[application.pk, key])
        assert f'href="{page}#{place}"' in text
        assert f'id="{place}"' in portal.get(page).content.decode()


@pytest.mark.slow
def test_applicant_and_officer_write_to_and_fro_before_the_signed_reply(
    portal: Client, ada: User, officer: User
) -> None:
    application = asked(officer, ada)
    paused = application.paused_at
    sent = portal.post(
        reverse("portal:application", args=[application.pk]),
        {"text": "Which of the two?", "language": "es", "files": [SimpleUploadedFile("two.pdf", answers.PDF)]},
        follow=True,
    )
    assert "Your message was sent." in sent.content.decode()
    item = items_open().get(kind="application_message")
    assert (item.subject_id, item.holder) == (application.pk, officer), "it waits for the reviewer"
    services.application_message_answer(
        actor=officer, application_id=application.pk, text="Both, please.", language="en"
    )
    assert not items_open().filter(kind="application_message").exists()

    text = page_text(portal, at("application", application))
    order = ["Both, please.", "Which of the two?", "Who chose the codes?", "Application submitted"]
    happened = text.index("What happened")
    places = [text.index(words, happened) for words in order]
    assert places == sorted(places), "all in one order, the latest first"
    assert "Written in Spanish" in text
    assert "two.pdf" in text
    application.refresh_from_db()
    assert (application.state, application.paused_at) == ("info_requested", paused), "only the signed reply returns it"


def test_a_reply_is_not_sent_with_a_section_that_is_not_complete(portal: Client, ada: User, officer: User) -> None:
    application = asked(officer, ada)
    answers.save(ada, application, "criterion-6.1", {"answer": "", "explanation": ""})
    page = reverse("portal:apply_reply", args=[application.pk])
    answer = portal.post(page, {"text": "Here.", "attested": "on", "signed_name": "Ada Park"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Here." in text, "what was typed is kept"
    assert text.count(reverse("portal:apply_section", args=[application.pk, "criterion-6.1"])) == 2


def test_paragraphs_are_read_in_ones_own_language_and_the_officers_words_are_marked(
    portal: Client, ada: User, officer: User, settings
) -> None:
    application = asked(officer, ada, text="Who chose the codes?", canned=["hs_reason"], language="en")
    portal.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    text = page_text(portal, at("application", application))
    assert '<div class="ks-words" lang="en"><p>Who chose the codes?</p></div>' in text
    assert application.inquiries.get().canned == ["hs_reason"], "the code is kept, not the words"
    portal.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = page_text(portal, at("application", application))
    assert "Please say how you chose the HS code" in text
    assert 'lang="en"><p>Who' not in text, "one's own language needs no mark"


def test_a_wrong_message_is_marked_and_kept(portal: Client, ada: User, officer: User) -> None:
    application = asked(officer, ada)
    answer = portal.post(
        reverse("portal:application", args=[application.pk]),
        {"text": "See the file.", "language": "en", "files": [SimpleUploadedFile("x.pdf", b"MZ" + b"\0" * 99)]},
    )
    assert answer.status_code == 422
    assert "See the file." in answer.content.decode()


def test_a_message_about_a_draft_is_refused(portal: Client, ada: User) -> None:
    application = answers.filled(ada)
    page = reverse("portal:application", args=[application.pk])
    assert 'name="text"' not in portal.get(page).content.decode()
    answer = portal.post(page, {"text": "Hello", "language": "en"})
    assert answer.status_code == 422
    assert "Nobody reviews this application now." in answer.content.decode()
    assert reverse("portal:questions", args=[application.shipper_id]) in portal.get(page).content.decode()


def test_a_denial_tells_what_to_put_right_and_where(portal: Client, ada: User, officer: User) -> None:
    application = answers.denied(officer, ada)
    text = " ".join(page_text(portal, at("application", application)).split())
    assert "Change how you work until the criterion is met" in text
    assert "6.1 What goes into a parcel" in text, "the criterion that the officer cites"
    assert "2.2 No forced labor" not in text
    assert "You can do so at once" in text
    assert reverse("portal:apply_appeal", args=[application.pk]) in text
    until = selectors.appeal_until(application)
    with clock.at(until + timedelta(days=1)):
        assert reverse("portal:apply_appeal", args=[application.pk]) not in page_text(
            portal, at("application", application)
        )


def test_applying_again_begins_with_the_old_answers_and_files(portal: Client, ada: User, officer: User) -> None:
    denied = answers.denied(officer, ada)
    answer = portal.post(reverse("portal:apply"), {"business": denied.shipper_id})
    again = denied.shipper.applications.latest("pk")
    assert answer.url == reverse("portal:apply_page", args=[again.pk, "people"])
    states = {state.section.key: state for state in selectors.section_states(again)}
    assert [key for key, state in states.items() if not state.done] == ["payout"], "only the sealed number is missing"
    assert states["business"].typed["name"] == "Blue Kite Toys LLC"
    (file,) = selectors.evidence_of(again)
    assert file.file.read() == answers.PDF
    text = page_text(portal, at("application", denied))
    assert "Your business has a newer application." in text
    assert reverse("portal:apply_appeal", args=[denied.pk]) not in text


def test_a_viewer_is_offered_no_action(ada: User, officer: User) -> None:
    application = answers.denied(officer, ada)
    text = page_text(signed_in(on_team(application.shipper)), at("application", application))
    assert "Apply again</button>" not in text
    assert "A signatory or an owner on your team can appeal." in text


@pytest.mark.parametrize("state", ["asked", "denied"])
def test_the_page_costs_the_same_however_much_was_written(
    state: str, portal: Client, ada: User, officer: User, django_assert_max_num_queries
) -> None:
    application = asked(officer, ada) if state == "asked" else answers.in_review(officer, ada)
    for _number in range(10):
        services.application_message_write(actor=ada, application_id=application.pk, text="More.", language="en")
    if state == "denied":
        answers.checked(officer, application, unmet=["6.1"])
        services.application_deny(actor=officer, application_id=application.pk, reasons=["criteria"], text="No.")
        answers.countersigned(application)
    with django_assert_max_num_queries(12):
        page_text(portal, at("application", application))
