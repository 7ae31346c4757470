"""What was given up, as staff see it, and trying it anew."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from apps.events.models import Delivery, Event
from apps.events.selectors import parked_count
from apps.events.services import MAX_ATTEMPTS, drain, record
from tests.people import signed_in, staff
from tests.probe import handlers  # noqa: F401 (registers them)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:events_delivery_changelist")
ERROR = "KeyError at tests/probe/handlers.py:12"


def parked(number: int) -> Delivery:
    delivery = record("probe.urgent", subject=("probe", number), colour="blue").deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.PARKED, attempts=MAX_ATTEMPTS, error=ERROR)
    return delivery


def page(delivery: Delivery) -> str:
    return reverse("admin:events_delivery_change", args=[delivery.pk])


def test_who_operates_reads_what_failed_and_replays_one():
    delivery = parked(1)
    supervisor = signed_in(staff("supervisor"))

    assert f"{parked_count()} parked" in supervisor.get(reverse("admin:index")).content.decode()
    shown = supervisor.get(LIST).content.decode()
    assert ERROR in shown
    assert "use the action below" in shown
    shown = supervisor.get(page(delivery)).content.decode()
    assert ERROR in shown
    assert "colour: blue" in shown

    supervisor.post(page(delivery), {"act": "replay"})

    assert drain() == 1
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.DONE
    assert "replayed by supervisor@staff.example" in supervisor.get(page(delivery)).content.decode()
    assert parked_count() == 0
    assert "parked" not in supervisor.get(reverse("admin:index")).content.decode()
    supervisor.post(page(delivery), {"act": "replay"})
    assert Event.objects.filter(kind="events.replayed").count() == 1


def test_many_are_replayed_at_once():
    many = [parked(number) for number in range(3)]
    chosen = {"action": "replay", ACTION_CHECKBOX_NAME: [delivery.pk for delivery in many[:2]]}

    answer = signed_in(staff("supervisor")).post(LIST, chosen, follow=True)

    assert "2 deliveries replayed." in answer.content.decode()
    assert parked_count() == 1


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_who_does_not_operate_sees_it_and_can_not_replay(role: str):
    delivery = parked(1)
    client = signed_in(staff(role))
    assert ERROR in client.get(page(delivery)).content.decode()
    assert "parked" not in client.get(reverse("admin:index")).content.decode()

    client.post(page(delivery), {"act": "replay"})
    client.post(LIST, {"action": "replay", ACTION_CHECKBOX_NAME: [delivery.pk]})

    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.PARKED


def test_a_long_list_takes_no_query_for_each(django_assert_max_num_queries):
    client = signed_in(staff("supervisor"))
    for number in range(12):
        parked(number)
    with django_assert_max_num_queries(20):
        assert client.get(LIST).status_code == 200
