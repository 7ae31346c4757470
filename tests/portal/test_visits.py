"""The page of a validation visit, and the answers of the business."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Membership, Shipper
from apps.validations import services
from apps.validations.models import Visit
from tests.applications.answers import PDF
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.portal.members import member_of
from tests.portal.pages import page_text
from tests.validations.visits import WORDS, action, answered, held, officer_of_visits, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> User:
    return seller(name="Ada Park")


@pytest.fixture
def shop(ada: User) -> Shipper:
    return member_of(ada, months=1)


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


def page_of(visit: Visit) -> str:
    return reverse("portal:visit", args=[visit.shipper_id, visit.pk])


@pytest.mark.slow
def test_the_page_tells_each_state_and_the_overview_leads_to_it(client: Client, shop: Shipper) -> None:
    officer = officer_of_visits()
    home = reverse("portal:shipper", args=[shop.pk])
    pages = {}

    def assert_shown(visit: Visit, *words: str) -> None:
        text = pages[visit.state] = page_text(client, page_of(visit))
        for said in words:
            assert said in text
        assert page_of(visit) in page_text(client, home)

    visit = plan(shop)
    assert_shown(visit, "1 Main St, Reno", "How to prepare", "To see how parcels are packed.", "Ask for another day")
    assert_shown(services.visit_cancel(actor=officer, visit_id=visit.pk, **WORDS), "Cancelled on", WORDS["text"])
    visit = held(shop, action())
    assert "Answer by" in page_text(client, home)
    assert_shown(visit, "Waiting on you", "Lock the packing room.", "report.pdf")
    assert_shown(
        services.visit_refuse(actor=officer, visit_id=visit.pk, **WORDS), "You were not validated", WORDS["text"]
    )
    visit = held(shop)
    assert_shown(visit, "an officer closes the visit", "Nothing was found")
    assert_shown(services.visit_validate(actor=officer, visit_id=visit.pk, **WORDS), "You were validated on")
    assert_valid(pages)


@pytest.mark.slow
def test_an_action_is_answered_with_files(client: Client, shop: Shipper) -> None:
    visit = held(shop, action())
    finding = visit.findings.get()
    page = reverse("portal:visit_action", args=[shop.pk, visit.pk, finding.pk])
    assert page in page_text(client, page_of(visit))
    empty = client.post(page, {"language": "en"})
    assert empty.status_code == 422
    assert "Say what you did." in empty.content.decode()
    given = {"text": "It has a lock.", "language": "en", "files": [SimpleUploadedFile("lock.pdf", PDF)]}
    assert client.post(page, given).url == page_of(visit)
    text = page_text(client, page_of(visit))
    for said in ("It has a lock.", "lock.pdf", "an officer reads your answers"):
        assert said in text
    again = client.post(page, given)
    assert again.status_code == 422, "it waits for an officer"
    assert finding.answers.count() == 1


@pytest.mark.slow
def test_an_answer_that_was_not_accepted_says_why(client: Client, ada: User, shop: Shipper) -> None:
    visit = answered(ada, shop).finding.visit
    text = page_text(client, page_of(visit))
    assert "Who has keys?" in text
    with clock.at(clock.end_of(clock.add_days(clock.today(), 31))):
        assert "It was due on" in page_text(client, page_of(visit))


@pytest.mark.parametrize("role", ["preparer", "viewer"])
def test_who_may_not_sign_reads_and_does_not_answer(role: str, shop: Shipper) -> None:
    visit = held(shop, action())
    bo = seller("bo@shop.example")
    Membership.objects.create(shipper=shop, user=bo, role=role)
    page = reverse("portal:visit_action", args=[shop.pk, visit.pk, visit.findings.get().pk])
    client = signed_in(bo)
    assert "An owner or a signatory" in page_text(client, page)
    assert page not in page_text(client, page_of(visit))
    assert client.post(page, {"text": "Done.", "language": "en"}).status_code == 403


@pytest.mark.slow
def test_a_finding_of_another_visit_and_advice_have_no_page(client: Client, ada: User, shop: Shipper) -> None:
    visit = answered(ada, shop).finding.visit
    advice = visit.findings.get(kind="advice")
    assert client.get(reverse("portal:visit_action", args=[shop.pk, visit.pk, advice.pk])).status_code == 404
    other = held(member_of(seller("eve@shop.example"), months=1), action())
    finding = other.findings.get()
    assert client.get(reverse("portal:visit_action", args=[shop.pk, visit.pk, finding.pk])).status_code == 404
    file = other.files.get()
    assert client.get(reverse("portal:visit_file", args=[shop.pk, file.pk])).status_code == 404
    assert client.get(reverse("portal:visit_file", args=[shop.pk, visit.files.first().pk])).status_code == 200
