"""The page of a validation visit, and the answers of the business."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.validations import services
from apps.validations.models import Visit
from tests.applications.answers import PDF
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal.pages import page_of, page_text
from tests.validations.visits import WORDS, action, answered, held, officer_of_visits, plan


@pytest.mark.slow
def test_the_page_tells_each_state_and_the_overview_leads_to_it(portal: Client, shipper: Shipper) -> None:
    officer = officer_of_visits()
    home = reverse("portal:shipper", args=[shipper.pk])
    pages = {}

    def assert_shown(visit: Visit, *words: str) -> None:
        text = pages[visit.state] = page_text(portal, page_of("visit", visit))
        for said in words:
            assert said in text
        assert page_of("visit", visit) in page_text(portal, home)

    visit = plan(shipper)
    assert_shown(visit, "1 Main St, Reno", "How to prepare", "To see how parcels are packed.", "Ask for another day")
    assert_shown(services.visit_cancel(actor=officer, visit_id=visit.pk, **WORDS), "Cancelled on", WORDS["text"])
    visit = held(shipper, action())
    assert "Answer by" in page_text(portal, home)
    assert_shown(visit, "Waiting on you", "Lock the packing room.", "report.pdf")
    assert_shown(
        services.visit_refuse(actor=officer, visit_id=visit.pk, **WORDS), "You were not validated", WORDS["text"]
    )
    visit = held(shipper)
    assert_shown(visit, "an officer closes the visit", "Nothing was found")
    assert_shown(services.visit_validate(actor=officer, visit_id=visit.pk, **WORDS), "You were validated on")
    assert_valid(pages)


@pytest.mark.slow
def test_an_action_is_answered_with_files(portal: Client, shipper: Shipper) -> None:
    visit = held(shipper, action())
    finding = visit.findings.get()
    page = reverse("portal:visit_action", args=[shipper.pk, visit.pk, finding.pk])
    assert page in page_text(portal, page_of("visit", visit))
    empty = portal.post(page, {"language": "en"})
    assert empty.status_code == 422
    assert "Say what you did." in empty.content.decode()
    given = {"text": "It has a lock.", "language": "en", "files": [SimpleUploadedFile("lock.pdf", PDF)]}
    assert portal.post(page, given).url == page_of("visit", visit)
    text = page_text(portal, page_of("visit", visit))
    for said in ("It has a lock.", "lock.pdf", "an officer reads your answers"):
        assert said in text
    again = portal.post(page, given)
    assert again.status_code == 422, "it waits for an officer"
    assert finding.answers.count() == 1


@pytest.mark.slow
def test_an_answer_that_was_not_accepted_says_why(portal: Client, ada: User, shipper: Shipper) -> None:
    visit = answered(ada, shipper).finding.visit
    text = page_text(portal, page_of("visit", visit))
    assert "Who has keys?" in text
    with clock.at(clock.end_of(clock.add_days(clock.today(), 31))):
        assert "It was due on" in page_text(portal, page_of("visit", visit))


@pytest.mark.parametrize("role", ["preparer", "viewer"])
def test_who_may_not_sign_reads_and_does_not_answer(role: str, shipper: Shipper) -> None:
    visit = held(shipper, action())
    bo = on_team(shipper, role, seller("bo@shop.example"))
    page = reverse("portal:visit_action", args=[shipper.pk, visit.pk, visit.findings.get().pk])
    client = signed_in(bo)
    assert "An owner or a signatory" in page_text(client, page)
    assert page not in page_text(client, page_of("visit", visit))
    assert client.post(page, {"text": "Done.", "language": "en"}).status_code == 403


@pytest.mark.slow
def test_advice_has_no_page_and_a_file_has(portal: Client, ada: User, shipper: Shipper) -> None:
    visit = answered(ada, shipper).finding.visit
    advice = visit.findings.get(kind="advice")
    assert portal.get(reverse("portal:visit_action", args=[shipper.pk, visit.pk, advice.pk])).status_code == 404
    assert portal.get(reverse("portal:visit_file", args=[shipper.pk, visit.files.first().pk])).status_code == 200
