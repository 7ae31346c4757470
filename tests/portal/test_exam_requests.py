"""The page on which a business asks for exams, and the whole path from the dashboard over an officer to the outcome."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing.models import Standing, Status
from apps.validations import services
from apps.validations.models import ExamRequest
from apps.validations.tasks import watch
from tests.evaluation.ledger import parcels, recording
from tests.markup import assert_valid
from tests.outbox import deliver
from tests.people import on_team, signed_in
from tests.portal.pages import page_text, page_words
from tests.validations.visits import officer_of_visits

pytestmark = pytest.mark.shipper(months=3, monthly=5)
SENT = {"exams": "10", "reason": "We sell in May.", "language": "en"}


@pytest.fixture
def page(shipper: Shipper) -> str:
    return reverse("portal:exam_requests", args=[shipper.pk])


def opened(shop: Shipper, number: int) -> None:
    about = {"examined": True, "exam_basis": "requested", "exam_result": "clean"}
    parcels(shop, clock.today(), number, recorded=recording("cbp", "agency"), **about)


@pytest.mark.slow
def test_business_asks_is_granted_follows_the_count_and_is_done(
    portal: Client, ada: User, shipper: Shipper, page: str
) -> None:
    html = {}
    assert f'href="{page}"' in portal.get(reverse("portal:shipper", args=[shipper.pk])).content.decode()
    html["empty"] = portal.get(page).content.decode()
    assert portal.post(page, SENT).url == page
    html["asked"] = portal.get(page).content.decode()
    text = page_text(portal, page)
    assert "You asked for 10 parcels." in text
    assert "an officer decides" in text

    request = ExamRequest.objects.get()
    desk, officer = reverse("admin:validations_examrequest_change", args=[request.pk]), signed_in(officer_of_visits())
    assert (
        desk
        in officer.get(reverse("admin:index")).content.decode()
        + officer.get(reverse("admin:work_item_changelist")).content.decode()
    )
    shown = officer.get(desk).content.decode()
    assert "We sell in May." in shown
    assert "by the completed months of the last year" in shown
    given = {"exams": "10", "text": "All of May.", "language": "en"}
    assert officer.post(desk, {"act": "grant", **{f"grant-{name}": value for name, value in given.items()}}).url == desk

    deliver()
    request.refresh_from_db()
    message = Message.objects.get(kind="validations.exams_granted", recipient=ada)
    assert message.link == page
    with clock.at(clock.now() + timedelta(days=20)):
        opened(shipper, 7)
        html["granted"] = portal.get(page).content.decode()
        text = page_text(portal, page)
        assert "An officer granted 10 parcels." in text
        assert "All of May." in text
        told = text.split("An officer granted 10 parcels.")[1].split("All of May.")[0]
        assert not any(letter.isdigit() for letter in told), "no last day, and no number that is left"
        assert "7 at random in this time" in officer.get(desk).content.decode()
    with clock.at(clock.start_of(clock.add_days(request.until, 1))):
        watch()
        html["done"] = portal.get(page).content.decode()
        text = page_text(portal, page)
        told = "In this time 7 of your parcels were opened at random. An officer had granted 10."
        assert told in page_words(portal, page)
        assert "Done: its time is over" in text
        assert "You can ask for up to 24 now." in text
        assert (
            "10 granted, 7 opened at random"
            in officer.get(
                reverse("admin:shippers_shipper_change", args=[shipper.pk]) + "?panel=program"
            ).content.decode()
        )
    assert_valid(html)


def test_refusals_stand_beside_the_field_and_keep_what_was_typed(portal: Client, page: str) -> None:
    for typed, words in (
        ("", "Enter a number."),
        ("many", "Enter a whole number"),
        ("25", "Enter a number from 1 to 24."),
    ):
        answer = portal.post(page, SENT | {"exams": typed})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert words in html
        assert 'href="#id_exams"' in html
        assert "We sell in May." in html
    assert not ExamRequest.objects.exists()


def test_request_is_withdrawn_until_an_officer_has_decided(
    portal: Client, ada: User, shipper: Shipper, page: str
) -> None:
    portal.post(page, SENT)
    request = ExamRequest.objects.get()
    assert portal.post(page, {"withdraw": "9999"}).status_code == 404
    assert portal.post(page, {"withdraw": "x"}).status_code == 404
    portal.post(page, {"withdraw": str(request.pk)})
    assert "Withdrawn" in page_text(portal, page)
    portal.post(page, SENT)
    second = ExamRequest.objects.latest("pk")
    services.exam_request_decline(actor=officer_of_visits(), request_id=second.pk, text="Not now.", language="en")
    assert (
        "is “declined”"
        in page_text(portal, page) + portal.post(page, {"withdraw": str(second.pk)}, follow=True).content.decode()
    )


def test_page_says_who_can_ask_and_when(portal: Client, shipper: Shipper, page: str) -> None:
    viewer = on_team(shipper)
    assert "An owner or a signatory of your team can ask." in page_text(signed_in(viewer), page)
    assert signed_in(viewer).post(page, SENT).status_code == 403
    most = terms_of(policy_on(clock.today())).exam_requests.max_exams
    portal.post(page, SENT | {"exams": str(most)})
    request = ExamRequest.objects.get()
    services.exam_request_grant(actor=officer_of_visits(), request_id=request.pk, exams=most)
    assert "When this request has ended, you can ask again." in page_text(portal, page)
    ExamRequest.objects.update(state="done")
    assert "You can ask again later." in page_text(portal, page)
    Standing.objects.update(status=Status.SUSPENDED)
    assert "You can't ask now." in page_text(portal, page)
