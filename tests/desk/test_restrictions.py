"""Restrictions at the desk: until when they hold and who holds them, and the review of conditions."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.standing.models import RestrictionReview, ReviewState, Standing, Status
from tests.desk import due_process
from tests.desk.confirming import confirm
from tests.desk.pages import page_of
from tests.people import signed_in, staff


@pytest.fixture
def review(officer: User) -> RestrictionReview:
    return due_process.ask_for_review(officer)


def test_page_of_a_business_says_until_when_and_who_holds_it(review: RestrictionReview, officer: User) -> None:
    text = signed_in(officer).get(reverse("admin:shippers_shipper_change", args=[review.shipper_id])).text
    assert "Restricted until" in text
    assert f"held by {officer}" in text
    assert page_of(review) in text


@pytest.mark.slow
def test_supervisor_lifts_the_conditions_with_reasons(review: RestrictionReview) -> None:
    desk: Client = signed_in(staff("supervisor"))
    text = desk.get(page_of(review)).text
    assert "We test each lot now." in text
    assert "Test each lot for three months." in text
    assert desk.post(page_of(review), {"act": "lift", "lift-reasons": "", "lift-language": "en"}).status_code == 422
    sent = {"act": "lift", "lift-reasons": "They do.", "lift-language": "en"}
    assert confirm(desk, page_of(review), sent).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.LIFTED
    assert Standing.objects.get(pk=review.shipper_id).status == Status.ACTIVE
    assert "They do." in desk.get(page_of(review)).text


def test_officer_who_set_the_conditions_is_offered_no_decision(review: RestrictionReview, officer: User) -> None:
    text = signed_in(officer).get(page_of(review)).text
    assert "Lift: full standing again" not in text


@pytest.mark.slow
def test_appeal_page_offers_to_keep_a_critical_change_and_says_when_it_is_stayed(
    officer: User, supervisor_desk: Client
) -> None:
    appeal = due_process.appeal_suspension(officer)
    page = reverse("admin:standing_appeal_change", args=[appeal.pk])
    assert "Stayed if not decided by" in supervisor_desk.get(page).text
    until = clock.add_days(clock.day_of(appeal.decide_by), 10)
    sent = {"act": "keep", "keep-until": until, "keep-reasons": "More are on the way.", "keep-language": "en"}
    assert supervisor_desk.post(page, sent | {"keep-until": ""}).status_code == 422
    assert supervisor_desk.post(page, sent).status_code == 302
    text = supervisor_desk.get(page).text
    assert "More are on the way." in text
    assert "once already" in text
