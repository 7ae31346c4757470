"""The page of a restriction: why, until when, who holds it, and the request for a review."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.shippers.models import Membership
from apps.standing.models import RestrictionReview, ReviewState
from tests.desk import due_process
from tests.markup import assert_valid
from tests.people import seller, signed_in, staff
from tests.standing.evaluations import enrolled, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return staff("officer")


def client_and_page(shipper) -> tuple[Client, str]:
    return signed_in(owner_of(shipper)), reverse("portal:restriction", args=[shipper.pk])


def test_member_on_conditions_reads_why_until_when_and_who_holds_it(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(name="Olga Meyer")
    shipper = due_process.put_on_conditions(officer)
    client, page = client_and_page(shipper)
    text = client.get(page).text
    for words in ("Test each lot for three months.", "they end by themselves after", "Olga Meyer", "Ask for a review"):
        assert words in text
    assert_valid(text)
    assert page in client.get(reverse("portal:shipper", args=[shipper.pk])).text


@pytest.mark.slow
def test_member_asks_for_a_review_and_takes_it_back(officer: User) -> None:
    client, page = client_and_page(due_process.put_on_conditions(officer))
    assert client.post(page, {"text": "", "language": "en"}).status_code == 422
    text = client.post(page, {"text": "We test each lot now.", "language": "en"}, follow=True).text
    assert "We test each lot now." in text
    assert "the conditions are lifted" in text
    assert "You took your request back." in client.post(page, {"withdraw": "1"}, follow=True).text
    assert RestrictionReview.objects.get().state == ReviewState.WITHDRAWN
    assert "No review is open." in client.post(page, {"withdraw": "1"}, follow=True).text


def test_viewer_reads_the_page_and_does_not_ask(officer: User) -> None:
    shipper = due_process.put_on_conditions(officer)
    viewer = seller("viewer@shop.example")
    Membership.objects.create(shipper=shipper, user=viewer, role=Membership.Role.VIEWER)
    client, page = signed_in(viewer), reverse("portal:restriction", args=[shipper.pk])
    assert "An owner or a signatory of your team can ask for it." in client.get(page).text
    assert client.post(page, {"text": "Please.", "language": "en"}).status_code == 403


def test_suspended_member_reads_until_when_and_where_to_appeal() -> None:
    client, page = client_and_page(due_process.suspend_at_once().shipper)
    text = client.get(page).text
    assert "the suspension ends by itself after" in text
    assert "appeal the decision on it" in text
    assert "Ask for a review" not in text


def test_member_in_full_standing_has_nothing_to_read() -> None:
    client, page = client_and_page(enrolled())
    assert "neither suspended nor on conditions" in client.get(page).text


def test_stayed_appeal_says_what_the_member_has_meanwhile(officer: User) -> None:
    appeal = due_process.appeal_demotion(officer)
    type(appeal).objects.filter(pk=appeal.pk).update(stayed_at=appeal.decide_by)
    shipper = appeal.proposal.shipper
    page = reverse("portal:change_appeal", args=[shipper.pk, appeal.proposal_id])
    text = signed_in(owner_of(shipper)).get(page).text
    assert "You have back what was taken away until it is decided." in text
    assert "The decision stands until then." not in text
