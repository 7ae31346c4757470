"""A page of guidance whose review is overdue is work for its owner."""

from datetime import timedelta

from django.urls import reverse

from apps.core import clock
from apps.guidance.library import ENGLISH, pages
from apps.guidance.services import reviews_update
from apps.guidance.work import REVIEW
from apps.work.models import Item
from tests.people import signed_in, staff

FIRST = min(page.review_due for page in pages(ENGLISH).values())


def waiting() -> set[int]:
    return set(Item.objects.filter(kind=REVIEW.code, closed_at=None).values_list("subject_id", flat=True))


def test_reviews_open_no_work_before_their_days_are_over() -> None:
    with clock.at(clock.start_of(FIRST)):
        assert reviews_update() == 0
    assert waiting() == set()


def test_reviews_overdue_are_work_once_and_close_when_they_are_no_longer() -> None:
    with clock.at(clock.start_of(FIRST + timedelta(days=400))):
        assert reviews_update() == reviews_update() == len(pages(ENGLISH))
        assert waiting() == {page.number for page in pages(ENGLISH).values()}
        assert Item.objects.filter(kind=REVIEW.code).count() == len(waiting())
    with clock.at(clock.start_of(FIRST)):
        assert reviews_update() == 0
    assert waiting() == set()


def test_reviews_lead_their_owner_to_the_page() -> None:
    with clock.at(clock.start_of(FIRST + timedelta(days=400))):
        reviews_update()
        page = signed_in(staff("policy manager")).get(reverse("admin:work_item_changelist")).content.decode()
    value = pages(ENGLISH)["value"]
    assert value.title in page
    assert REVIEW.url(Item(subject_id=value.number)) == value.address
    assert REVIEW.url(Item(subject_id=9999)) == reverse("portal:guidance")
