"""The page of a business with a large history: a bounded number of queries, and lists read page by page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from apps.core import clock
from apps.desk.shippers.panels import PANELS
from apps.events.models import Event
from apps.ledger.models import Recording
from apps.ledger.services import recording_open, reporter_ensure, shipments_record
from apps.shippers.models import Shipper
from tests.desk.pages import page_of
from tests.people import seller
from tests.portal.members import member_of, settle, violation

MAX_QUERIES = 19


@pytest.fixture(scope="module")
def large(lasting: Callable[..., Shipper]) -> Shipper:
    return lasting(create_large_history)


def create_large_history() -> Shipper:
    """Create a member with 10,000 shipments and 60 violations."""
    shipper = member_of(seller("bob@shop.example"), months=2)
    today = clock.today()
    facts = [
        {"reference": f"1Z{number}", "ksn": shipper.ksn, "date": clock.add_days(today, -(number % 300)).isoformat()}
        for number in range(10_000)
    ]
    shipments_record(recording=_open_recording("carrier"), facts=list(enumerate(facts)))
    for number in range(60):
        violation(shipper, today - timedelta(days=number), category="marking", culpability="clerical")
    settle()
    return shipper


def _open_recording(kind: str) -> Recording:
    return recording_open(reporter=reporter_ensure(code=f"a-{kind}", kind=kind), kind=Recording.Kind.API)


@pytest.mark.slow
def test_panels_of_a_large_history_stay_under_the_maximum_of_queries(
    desk: Client, large: Shipper, django_assert_max_num_queries
):
    for panel in PANELS:
        desk.get(page_of(large, panel))
        with django_assert_max_num_queries(MAX_QUERIES):
            assert desk.get(page_of(large, panel)).status_code == 200


@pytest.mark.slow
def test_long_lists_are_read_page_by_page(desk: Client, large: Shipper):
    first = desk.get(page_of(large, "violations"))
    assert len(first.context["page"].rows) == 50
    after = first.context["page"].after
    second = desk.get(f"{page_of(large, 'violations')}&after={after}")
    seen = [violation.pk for one in (first, second) for violation in one.context["page"].rows]
    assert len(seen) == len(set(seen)) == 60
    back = desk.get(f"{page_of(large, 'violations')}&before={second.context['page'].before}")
    assert back.context["page"].rows == first.context["page"].rows

    everything = f"{page_of(large, 'timeline')}&about=all"
    listed_events, address = [], everything
    while address:
        response = desk.get(address)
        listed_events += [one.event.pk for _day, rows in response.context["happened"] for one in rows]
        after = response.context["page"].after
        address = f"{everything}&after={after}" if after else ""
    # A view of the page is not an event of the business.
    assert listed_events == list(Event.objects.filter(shipper_id=large.pk).order_by("-pk").values_list("pk", flat=True))
