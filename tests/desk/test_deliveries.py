"""Parked deliveries of events at the desk: read and replayed."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from apps.events.models import Delivery, DeliveryState, Event
from apps.events.selectors import deliveries_parked
from apps.events.services import MAX_ATTEMPTS, drain, record
from tests.desk.pages import page_of
from tests.people import signed_in, staff
from tests.probe import handlers  # noqa: F401 (registers them)

LIST = reverse("admin:events_delivery_changelist")
ERROR = "KeyError at tests/probe/handlers.py:12"


def park_delivery(number: int) -> Delivery:
    delivery = record("probe.urgent", subject=("probe", number), colour="blue").deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.PARKED, attempts=MAX_ATTEMPTS, error=ERROR)
    return delivery


def test_parked_delivery_shows_its_error_and_is_replayed_once(supervisor_desk):
    delivery = park_delivery(1)

    assert f"{deliveries_parked().count()} parked" in supervisor_desk.get(reverse("admin:index")).content.decode()
    html = supervisor_desk.get(LIST).content.decode()
    assert ERROR in html
    assert "use the action below" in html
    html = supervisor_desk.get(page_of(delivery)).content.decode()
    assert ERROR in html
    assert "colour: blue" in html

    supervisor_desk.post(page_of(delivery), {"act": "replay"})

    assert drain() == 1
    assert Delivery.objects.get(pk=delivery.pk).state == DeliveryState.DONE
    assert "replayed by supervisor@staff.example" in supervisor_desk.get(page_of(delivery)).content.decode()
    assert deliveries_parked().count() == 0
    assert "parked" not in supervisor_desk.get(reverse("admin:index")).content.decode()
    supervisor_desk.post(page_of(delivery), {"act": "replay"})
    assert Event.objects.filter(kind="events.replayed").count() == 1


def test_selected_deliveries_are_replayed_together():
    many = [park_delivery(number) for number in range(3)]
    chosen = {"action": "replay", ACTION_CHECKBOX_NAME: [delivery.pk for delivery in many[:2]]}

    answer = signed_in(staff("supervisor")).post(LIST, chosen, follow=True)

    assert "2 deliveries replayed." in answer.content.decode()
    assert deliveries_parked().count() == 1


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_roles_that_do_not_operate_read_the_delivery_and_can_not_replay(role: str):
    delivery = park_delivery(1)
    client = signed_in(staff(role))
    assert ERROR in client.get(page_of(delivery)).content.decode()
    assert "parked" not in client.get(reverse("admin:index")).content.decode()

    client.post(page_of(delivery), {"act": "replay"})
    client.post(LIST, {"action": "replay", ACTION_CHECKBOX_NAME: [delivery.pk]})

    assert Delivery.objects.get(pk=delivery.pk).state == DeliveryState.PARKED


def test_number_of_queries_of_the_list_does_not_grow(django_assert_max_num_queries, supervisor_desk):
    for number in range(12):
        park_delivery(number)
    with django_assert_max_num_queries(20):
        assert supervisor_desk.get(LIST).status_code == 200
