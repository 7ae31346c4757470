"""Applications by a seller in a browser without JavaScript."""

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.sections import PAGES, SECTIONS, page_of, section_of
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in
from tests.portal.applicant import address, form_data, page_data
from tests.portal.pages import at


def test_looking_creates_nothing(portal: Client):
    assert portal.get(reverse("portal:apply")).status_code == 200
    assert not Application.objects.exists()
    assert not Shipper.objects.exists()


def test_from_start_to_sent(portal: Client, ada: User):
    """Go through all pages in the order of their buttons."""
    here = portal.post(reverse("portal:apply"), {"business": ""}).url
    application = Application.objects.get()
    assert "Not started" in portal.get(at("application", application)).content.decode()

    for shown in PAGES:
        assert here == address(application, shown)
        assert portal.get(here).status_code == 200
        files = [SimpleUploadedFile("license.pdf", answers.PDF)] if shown.with_files else []
        here = portal.post(here, page_data(shown, files=files)).url
    assert here == at("apply_review", application)

    review = portal.get(here).content.decode()
    assert "Blue Kite Toys LLC" in review
    assert "license.pdf" in review
    response = portal.post(here, {"attested": "on", "signed_name": "Ada Park"})
    assert response.url == at("application", application)
    status = portal.get(response.url).content.decode()
    assert "Waiting on the program" in status
    assert "Application submitted" in status
    assert f"Its reference number is {application.reference}." in status
    assert f"<dt>Reference number</dt><dd>{application.reference}</dd>" in status
    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.submissions.get().attested_by == ada
    deliver()
    assert f"Its reference number is {application.reference}." in mail.outbox[-1].body


def test_wrong_input_is_kept_and_marked_at_the_field_and_in_the_summary(
    portal: Client, ada: User, application: Application
):
    url = at("apply_section", application, "contacts")
    response = portal.post(url, form_data(section_of("contacts"), phone="ring me", email=""))
    assert response.url == url
    text = portal.get(url).content.decode()
    assert 'value="ring me"' in text
    assert 'href="#id_phone"' in text
    assert 'id="id_phone_error"' in text
    assert 'href="#id_email"' in text
    assert "Needs attention" in portal.get(at("application", application)).content.decode()


def test_answers_of_the_self_check_are_filled_in_and_nothing_is_wrong_yet(portal: Client, ada: User):
    filled = {"business": {"country": "CN"}, "volumes": {"monthly_parcels": "400"}}
    application = services.application_start(actor=ada, answered=filled)
    html = portal.get(at("apply_section", application, "business")).content.decode()
    assert '<option value="CN" selected>' in html
    assert "There is a problem" not in html
    assert "usa-error-message" not in html
    assert "Filled in from what you told us before. It is not saved yet." in html
    assert 'value="400"' in portal.get(at("apply_section", application, "volumes")).content.decode()
    portal.post(at("apply_section", application, "business"), {"version": 0, "country": "CN"})
    assert "There is a problem" in portal.get(at("apply_section", application, "business")).content.decode()


def test_a_phone_number_is_one_of_the_country_of_the_business(portal: Client, ada: User, application: Application):
    portal.post(at("apply_section", application, "business"), form_data(section_of("business")))
    typed = form_data(section_of("contacts"), phone="(202) 555-0143")
    assert portal.post(at("apply_section", application, "contacts"), typed).url == at("application", application)
    assert "(202) 555-0143" in portal.get(at("apply_section", application, "contacts")).content.decode()


def test_the_enter_key_saves(portal: Client, ada: User, application: Application):
    """Assert that the first button of a form, which Enter presses, removes nothing."""
    section = next(s for s in SECTIONS if s.key == "products")
    url = at("apply_section", application, "products")
    portal.post(url, form_data(section, add="1"))
    first = re.search(r"<form [^>]*data-draft.*?<button([^>]*)>", portal.get(url).content.decode(), re.S)[1]
    assert 'type="submit"' in first
    assert "name=" not in first


def test_one_can_stop_and_come_back(portal: Client, ada: User, application: Application):
    url = at("apply_section", application, "business")
    response = portal.post(url, {"version": 0, "name": "Blue", "later": "1"})
    assert response.url == at("application", application)
    assert 'value="Blue"' in portal.get(url).content.decode()


def test_a_number_says_which_kind_it_is(portal: Client, ada: User, application: Application):
    url = at("apply_section", application, "identifiers")
    typed = answers.ANSWERS["identifiers"] | {"ein": "", "tax": "de 136 695 976", "lei": "12"}
    portal.post(url, {"version": 0, **typed})
    text = portal.get(url).content.decode()
    assert "A VAT number of Germany. Its form is right." in text
    assert "Enter the 20 letters and digits of the LEI." in text


def test_the_list_of_tasks_says_how_much_is_left(portal: Client, ada: User, application: Application):
    minutes = sum(section.minutes for section in selectors.sections_of(application))
    text = portal.get(at("application", application)).content.decode()
    assert f"<strong>0 of {len(PAGES)}</strong>" in text
    assert minutes <= int(re.search(r"takes about (\d+) minutes", text)[1]) < minutes + 5
    portal.post(at("apply_page", application, "identity"), page_data(page_of("identity")))
    text = portal.get(at("application", application)).content.decode()
    assert f"<strong>1 of {len(PAGES)}</strong>" in text
    assert "Go on: How to reach you" in text
    cy = seller("cy@shop.example")
    text = signed_in(cy).get(at("application", answers.filled(cy))).content.decode()
    assert f"All {len(PAGES)} pages are done." in text


def test_rows_are_added_and_removed_by_buttons(portal: Client, ada: User, application: Application):
    url = at("apply_section", application, "products")
    section = next(s for s in SECTIONS if s.key == "products")
    assert portal.post(url, form_data(section, add="1")).url == url
    text = portal.get(url).content.decode()
    assert 'name="row-1-description"' in text
    assert "Remove Product 2" in text
    second = {"row-1-description": "cups", "row-1-hs": "691200", "row-1-origin": "CN"}
    portal.post(url, form_data(section, **second, **{"version": 1, "row-TOTAL_FORMS": 2, "remove": "0"}))
    rows = application.sections.get(key="products").data["rows"]
    assert [row["description"] for row in rows] == ["cups"]


def test_a_page_that_somebody_else_has_saved_is_not_overwritten_unseen(
    portal: Client, ada: User, application: Application
):
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    answers.save(bo, application, "business", {"name": "Bo's shop"}, version=0)
    response = portal.post(at("apply_section", application, "business"), {"version": 0, "name": "Ada's shop"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Bo Li has saved this page" in text
    row = r"<th[^>]*>Legal name</th>\s*<td[^>]*>Bo&#x27;s shop</td>\s*<td[^>]*>Ada&#x27;s shop</td>"
    assert re.search(row, text), "both versions, side by side"
    assert 'value="Ada&#x27;s shop"' in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    portal.post(at("apply_section", application, "business"), {"version": version, "name": "Ada's shop"})
    assert application.sections.get(key="business").data["name"] == "Ada's shop"


def test_changed_numbers_of_a_form_do_no_harm(portal: Client, ada: User, application: Application):
    for meddled in ("9" * 5000, "-1", "x", "٣"):
        assert portal.post(reverse("portal:apply"), {"business": meddled}).status_code in (302, 404)
        posts = {"version": meddled, "row-TOTAL_FORMS": meddled, "remove": meddled, "name": "Blue"}
        for key in ("products", "criterion-1.1"):
            answer = portal.post(at("apply_section", application, key), posts | {"remove_file": meddled})
            assert answer.status_code in (302, 409, 422)


def test_a_file_of_the_wrong_type_gets_a_clear_answer_and_the_rest_is_kept(
    portal: Client, ada: User, application: Application
):
    section = next(s for s in SECTIONS if s.criterion)
    url = at("apply_section", application, section.key)
    files = [SimpleUploadedFile("tool.pdf", b"MZ\x90\x00" + b"\0" * 99), SimpleUploadedFile("plan.png", answers.PNG)]
    response = portal.post(url, form_data(section, files=files))
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("There is a problem") == 1
    assert "“tool.pdf” can&#x27;t be taken" in text
    assert 'href="#id_files"' in text
    assert [file.name for file in application.evidence.all()] == ["plan.png"]
    assert application.sections.get(key=section.key).data["answer"] == "yes"


def test_a_file_is_removed_by_its_button(portal: Client, ada: User):
    application = answers.filled(ada)
    (file,) = application.evidence.all()
    section = section_of("criterion-1.1")
    url = at("apply_section", application, section.key)
    assert portal.post(url, form_data(section, version=1, remove_file=file.pk)).url == url
    assert not selectors.evidence_of(application)


def test_files_are_only_ever_downloads(portal: Client, ada: User):
    application = answers.filled(ada)
    (file,) = application.evidence.all()
    response = portal.get(at("apply_evidence", application, file.pk))
    assert response.headers["Content-Disposition"] == 'attachment; filename="license.pdf"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == answers.PDF


def test_an_unfinished_application_says_what_is_missing(portal: Client, ada: User):
    application = answers.filled(ada)
    answers.save(ada, application, "volumes", {"monthly_parcels": ""})
    response = portal.post(at("apply_review", application), {"attested": "on", "signed_name": "Ada Park"})
    assert response.status_code == 409
    assert at("apply_section", application, "volumes") in response.content.decode()


def test_signing_takes_the_tick_and_the_name(portal: Client, ada: User):
    application = answers.filled(ada)
    response = portal.post(at("apply_review", application), {})
    text = response.content.decode()
    assert response.status_code == 422
    assert "tick the box" in text
    assert "Type your full name" in text


def test_a_preparer_is_not_offered_to_sign_and_a_viewer_not_to_change(ada: User):
    application = answers.filled(ada)
    for role in ("preparer", "viewer"):
        user = on_team(application.shipper, role)
        client = signed_in(user)
        assert "signed_name" not in client.get(at("apply_review", application)).content.decode()
        signing = client.post(at("apply_review", application), {"attested": "on", "signed_name": "X"})
        assert signing.status_code == 403
    text = client.get(at("apply_section", application, "business")).content.decode()
    assert "Save and continue" not in text
    assert "Blue Kite Toys LLC" in text
    assert client.post(at("apply_section", application, "business"), {"version": 1}).status_code == 403


@pytest.mark.slow
def test_the_officers_request_names_the_fields_and_is_answered(portal: Client, ada: User, officer: User):
    application = answers.in_review(officer, ada)
    answers.ask(officer, application, "products:hs", "volumes:monthly_parcels", text="Which?")
    text = portal.get(at("application", application)).content.decode()
    assert "Waiting on you" in text
    assert f"{at('apply_section', application, 'volumes')}#id_monthly_parcels" in text
    assert "Products: HS code" in text

    volumes = at("apply_section", application, "volumes")
    assert portal.post(volumes, {"version": 1, "monthly_parcels": "500"}).url == at("application", application)
    closed = portal.post(at("apply_section", application, "business"), {"version": 1, "name": "Other"})
    assert closed.status_code == 409
    reply = {"text": "500, sorry.", "attested": "on", "signed_name": "Ada Park"}
    assert portal.post(at("apply_reply", application), reply).url == at("application", application)
    application.refresh_from_db()
    assert application.state == "in_review"
    assert application.shipper.monthly_parcels == 500


def test_a_denial_is_read_and_appealed(portal: Client, ada: User):
    application = answers.denied(answers.officer(), ada)
    text = portal.get(at("application", application)).content.decode()
    assert "Criterion 6.1 is not met." in text
    assert "A criterion marked must is not met" in text
    assert portal.post(at("apply_appeal", application), {"text": ""}).status_code == 422
    portal.post(at("apply_appeal", application), {"text": "We do check."})
    application.refresh_from_db()
    assert application.state == "appealed"


def test_withdrawing_asks_first(portal: Client, ada: User):
    application = answers.submitted(ada)
    assert portal.get(at("apply_withdraw", application)).status_code == 200
    application.refresh_from_db()
    assert application.state == "submitted"
    portal.post(at("apply_withdraw", application))
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert "Apply for Blue Kite Toys LLC" in portal.get(reverse("portal:apply")).content.decode()


def test_pages_cost_the_same_however_much_is_filled_in(portal: Client, ada: User, django_assert_max_num_queries):
    application = answers.filled(ada)
    with django_assert_max_num_queries(25):
        portal.get(at("application", application))
    with django_assert_max_num_queries(25):
        portal.get(at("apply_review", application))
    with django_assert_max_num_queries(25):
        portal.get(at("apply_page", application, "practice"))
    with django_assert_max_num_queries(45):
        portal.post(at("apply_page", application, "practice"), {"version": ".".join("1" * (len(CRITERIA) - 1))})
    assert len(CRITERIA) > 10
