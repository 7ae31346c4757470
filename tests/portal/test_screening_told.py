"""What the profile tells a business of its comparison with lists: the day, and no result but that a check is open."""

import pytest
from django.test import Client
from django.utils.formats import date_format

from apps.core import clock
from apps.screening.services import hit_clear
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from tests.people import staff
from tests.portal.pages import at, page_text
from tests.screening.hits import FIRM, found, list_loaded, screened

pytestmark = pytest.mark.shipper(applied=True)
OPEN = "A screening check is open"


def test_a_business_reads_that_it_was_never_compared(shipper: Shipper, portal: Client) -> None:
    page = page_text(portal, at("profile", shipper))
    assert "We have not compared your names yet." in page
    assert OPEN not in page


def test_a_business_reads_when_it_was_compared_last_and_not_with_what_result(shipper: Shipper, portal: Client) -> None:
    list_loaded(FIRM)
    screened(shipper)
    page = page_text(portal, at("profile", shipper))
    day = clock.now().astimezone(zone_of(shipper)).date()
    assert f"We last compared your names on {date_format(day)}." in page, "by the clock of the business"
    assert OPEN not in page


def test_a_business_reads_that_a_check_is_open_and_no_list(shipper: Shipper, portal: Client) -> None:
    hit = found(shipper)
    page = page_text(portal, at("profile", shipper))
    assert OPEN in page
    assert "MRKVANOVIC" not in page
    hit_clear(actor=staff("supervisor"), hit_id=hit.pk, reasons="Another day of birth.")
    assert OPEN not in page_text(portal, at("profile", shipper))
