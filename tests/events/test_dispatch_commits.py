"""Events and deliveries as other connections see them."""

import psycopg
import pytest
from django.db import transaction

from apps.events.models import DeliveryState
from apps.events.services import drain, record
from tests.probe import handlers  # noqa: F401 (registers them)

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
        assert drain() == 1
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
