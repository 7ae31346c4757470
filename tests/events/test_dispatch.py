"""Events are handled after the transaction of their fact, once, in the order of urgency."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from apps.core import clock
from apps.core.errors import NotAllowed
from apps.core.wake_ups import WakeUp
from apps.events.models import Delivery, DeliveryState, Event, Lane
from apps.events.services import MAX_ATTEMPTS, NewEvent, delivery_replay, dispatch, drain, record, record_many
from tests.people import seller, staff
from tests.probe import handlers  # noqa: F401 (registers them)


def effects() -> int:
    return Event.objects.filter(kind="probe.effect").count()


def test_an_event_is_written_with_a_delivery_for_each_handler() -> None:
    event = record("probe.urgent", subject=("probe", 1), shipper_id=7, colour="blue")
    delivery = event.deliveries.get()
    assert (delivery.handler, delivery.lane, delivery.state) == ("probe.note_what_waits", "urgent", "pending")
    assert event.payload == {"colour": "blue"}
    assert event.shipper_id == 7


def test_an_event_without_handlers_is_only_written() -> None:
    assert not record("probe.unheard", subject=("probe", 1)).deliveries.exists()


def test_a_lane_given_with_an_event_replaces_those_of_the_handlers() -> None:
    assert record("probe.urgent", subject=("probe", 1), lane=Lane.BULK).deliveries.get().lane == Lane.BULK


def test_many_events_take_as_many_statements_as_one(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        events = record_many("probe.counted", events=[NewEvent(("probe", number)) for number in range(1000)])
    assert [event.subject_id for event in events] == list(range(1000))
    assert Delivery.objects.count() == 1000


def test_dispatch_handles_its_lane_and_more_urgent_ones() -> None:
    record("probe.counted", subject=("probe", 1))
    record("probe.urgent", subject=("probe", 2))
    assert dispatch(Lane.NORMAL, 10) == 1
    assert Delivery.objects.get(lane=Lane.URGENT).state == DeliveryState.DONE
    assert Delivery.objects.get(lane=Lane.BULK).state == DeliveryState.PENDING


def test_dispatch_stops_at_its_limit() -> None:
    record_many("probe.counted", events=[NewEvent(("probe", number)) for number in range(5)])
    assert dispatch(Lane.BULK, 3) == 3
    assert dispatch(Lane.BULK, 3) == 2


def test_an_urgent_delivery_comes_before_the_next_bulk_delivery() -> None:
    record_many("probe.bulk_that_causes", events=[NewEvent(("probe", number)) for number in range(2)])
    dispatch(Lane.BULK, 4)
    said = Event.objects.filter(kind="probe.order").order_by("pk").values_list("payload__said", flat=True)
    assert list(said) == ["bulk", "urgent", "bulk", "urgent"]


def test_drain_also_handles_events_that_handlers_record() -> None:
    record("probe.chained", subject=("probe", 1), left=3)
    assert drain() == 4
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()


def test_a_batch_handler_takes_up_to_its_batch_size_in_one_transaction() -> None:
    record_many("probe.together", events=[NewEvent(("probe", number)) for number in range(6)])
    assert drain() == 6
    said = Event.objects.filter(kind="probe.effect").order_by("pk").values_list("payload__together", flat=True)
    assert list(said) == [4, 2]


def test_a_bad_event_of_a_batch_stops_no_other_and_leaves_no_effect() -> None:
    happenings = [NewEvent(("probe", number), payload={"bad": True} if number == 1 else {}) for number in range(4)]
    record_many("probe.together", events=happenings)
    assert drain() == 4
    said = Event.objects.filter(kind="probe.effect").values_list("payload__together", flat=True)
    assert list(said) == [1, 1, 1]
    failed = Delivery.objects.exclude(state=DeliveryState.DONE).get()
    assert (failed.event.subject_id, failed.attempts) == (1, 1)


def test_a_handled_delivery_is_not_handled_again() -> None:
    record("probe.urgent", subject=("probe", 1))
    assert (drain(), drain()) == (1, 0)
    assert effects() == 1


def test_a_failed_handler_leaves_no_effect_and_is_tried_again_later() -> None:
    delivery = record("probe.failing", subject=("probe", 1)).deliveries.get()
    began = clock.now()
    assert drain() == 1
    delivery.refresh_from_db()
    assert effects() == 0
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 1)
    assert delivery.due_at >= began + timedelta(seconds=4)
    assert drain() == 0, "it is not due yet"


def test_the_stored_error_has_the_place_and_no_data() -> None:
    delivery = record("probe.failing", subject=("probe", 1)).deliveries.get()
    drain()
    delivery.refresh_from_db()
    assert delivery.error.startswith("ValueError at ")
    assert "handlers.py:" in delivery.error
    assert "ada" not in delivery.error


def test_a_delivery_that_keeps_failing_is_tried_for_hours_and_then_parked() -> None:
    delivery = record("probe.failing", subject=("probe", 1)).deliveries.get()
    began = moment = delivery.due_at
    tries = 0
    while delivery.state == DeliveryState.PENDING:
        moment = delivery.due_at
        with clock.at(moment):
            tries += drain()
        delivery.refresh_from_db()
    assert (delivery.state, tries) == (DeliveryState.PARKED, MAX_ATTEMPTS)
    assert timedelta(hours=4) < moment - began < timedelta(hours=6)

    record("probe.urgent", subject=("probe", 2))
    assert drain() == 1


def test_an_unknown_handler_is_an_ordinary_failure() -> None:
    event = record("probe.unheard", subject=("probe", 1))
    delivery = Delivery.objects.create(event=event, handler="gone.gone", lane=Lane.NORMAL, due_at=clock.now())
    drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 1)
    assert delivery.error.startswith("LookupError")


def test_staff_who_operate_replay_parked_deliveries_alone() -> None:
    event = record("probe.urgent", subject=("probe", 1))
    parked = event.deliveries.get()
    Delivery.objects.filter(pk=parked.pk).update(state=DeliveryState.PARKED, attempts=MAX_ATTEMPTS)
    done = record("probe.counted", subject=("probe", 2)).deliveries.get()
    Delivery.objects.filter(pk=done.pk).update(state=DeliveryState.DONE)

    supervisor = staff("supervisor")
    assert delivery_replay(actor=supervisor, delivery_ids=[parked.pk, done.pk]) == 1
    assert drain() == 1
    assert effects() == 1
    replayed = Event.objects.get(kind="events.replayed")
    assert (replayed.actor, replayed.subject_id) == (supervisor, parked.pk)


@pytest.mark.parametrize("roles", [["officer"], ["auditor"], ["analyst"], ["policy manager"], []])
def test_sellers_and_other_roles_do_not_replay(roles: list[str]) -> None:
    with pytest.raises(NotAllowed):
        delivery_replay(actor=staff(*roles) if roles else seller(), delivery_ids=[])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET kind = 'other'",
        "DELETE FROM events_event",
        "TRUNCATE events_event CASCADE",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(statement: str) -> None:
    record("probe.unheard", subject=("probe", 1))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().kind == "probe.unheard"


def test_equal_calls_of_a_transaction_are_sent_once(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as calls:
        for number in range(3):
            record("probe.counted", subject=("probe", number))
            record("probe.urgent", subject=("probe", number))
    assert calls == [WakeUp("events.dispatch", ("bulk",), "bulk"), WakeUp("events.dispatch", ("urgent",), "urgent")]
