"""Events, deliveries and timers as other connections see them."""

import psycopg
import pytest
from django.db import connection, transaction

from apps.core import clock
from apps.events.models import DeliveryState, Event, Lane
from apps.events.services import dispatch, drain, record
from apps.events.timers import fire, timer_set
from tests.probe import handlers  # noqa: F401 (registers them)
from tests.races import beside

pytestmark = pytest.mark.slow


def test_an_event_is_recorded_in_a_transaction(live_db: str) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        record("probe.urgent", subject=("probe", 1))


def test_an_event_is_rolled_back_with_its_transaction(live_db: str) -> None:
    with transaction.atomic():
        record("probe.urgent", subject=("probe", 1))
        transaction.set_rollback(True)
    assert drain() == 0


def test_two_dispatchers_never_lock_the_same_delivery_nor_wait(live_db: str) -> None:
    with transaction.atomic():
        held = record("probe.counted", subject=("probe", 1)).deliveries.get()
        free = record("probe.counted", subject=("probe", 2)).deliveries.get()
    with psycopg.connect(live_db) as other:
        other.execute("SELECT 1 FROM events_delivery WHERE id = %s FOR UPDATE", [held.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        assert dispatch(Lane.BULK, 1) == 1
        free.refresh_from_db()
        assert free.state == DeliveryState.DONE
    assert drain() == 1, "the other's end sets it free"


def test_a_broker_that_is_away_stops_no_transaction(live_db: str, monkeypatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("celery.app.base.Celery.send_task", refuse)
    with transaction.atomic():
        record("probe.urgent", subject=("probe", 1))
    assert drain() == 1


def test_a_timer_that_two_processes_fire_at_once_records_its_event_once(live_db: str) -> None:
    timer_set("probe.effect", subject=("probe", 1), at=clock.now())
    assert beside(fire, fire) == 0, "the other does not wait"
    assert Event.objects.filter(kind="probe.effect").count() == 1
