"""What the profile tells a business of its comparison with lists: the day, and no result but that a check is open."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from apps.core import clock
from apps.screening.services import hit_clear
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from tests.applications import answers
from tests.people import seller, signed_in, staff
from tests.screening.hits import FIRM, found, list_loaded, screened
from tests.upkeep.profiles import member_by_application

pytestmark = pytest.mark.django_db
OPEN = "A screening check is open"


@pytest.fixture(scope="module")
def shop_id(lasting: Callable[..., Shipper]) -> int:
    return lasting(lambda: member_by_application(seller(), answers.officer())).pk


@pytest.fixture
def shop(shop_id: int) -> Shipper:
    return Shipper.objects.get(pk=shop_id)


def profile_of(shop: Shipper) -> str:
    return signed_in(shop.team.get().user).get(reverse("portal:profile", args=[shop.pk])).content.decode()


def test_a_business_reads_that_it_was_never_compared(shop: Shipper) -> None:
    page = profile_of(shop)
    assert "We have not compared your names yet." in page
    assert OPEN not in page


def test_a_business_reads_when_it_was_compared_last_and_not_with_what_result(shop: Shipper) -> None:
    list_loaded(FIRM)
    screened(shop)
    page = profile_of(shop)
    day = clock.now().astimezone(zone_of(shop)).date()
    assert f"We last compared your names on {date_format(day)}." in page, "by the clock of the business"
    assert OPEN not in page


def test_a_business_reads_that_a_check_is_open_and_no_list(shop: Shipper) -> None:
    hit = found(shop)
    page = profile_of(shop)
    assert OPEN in page
    assert "MRKVANOVIC" not in page
    hit_clear(actor=staff("supervisor"), hit_id=hit.pk, reasons="Another day of birth.")
    assert OPEN not in profile_of(shop)
