"""Events with a real worker: no delivery is lost when the worker dies, and no urgent one waits."""

from pathlib import Path

import pytest
from django.db import transaction

from apps.events.models import Delivery, DeliveryState, Event, Lane
from apps.events.services import NewEvent, record, record_many
from tests.live import Worker, eventually
from tests.probe import handlers  # noqa: F401 (registers them)


@pytest.fixture
def probing(worker: Worker) -> Worker:
    """Return a worker that knows the handlers of the tests."""
    worker.environment["DJANGO_SETTINGS_MODULE"] = "tests.probe.settings"
    return worker


def effect() -> Event | None:
    return Event.objects.filter(kind="probe.effect").first()


def test_a_committed_event_wakes_the_worker(probing: Worker) -> None:
    probing.start()
    with transaction.atomic():
        record("probe.urgent", subject=("probe", 1))
    eventually(effect)


@pytest.mark.slow
def test_the_sweep_finds_deliveries_without_a_call(probing: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.wake_ups.WakeUp.__call__", lambda _self: None)
    with transaction.atomic():
        record("probe.urgent", subject=("probe", 1))
    probing.start(beat=True)
    eventually(effect)


@pytest.mark.slow
def test_a_worker_killed_in_a_handler_loses_no_delivery_and_leaves_no_effect(probing: Worker, tmp_path: Path) -> None:
    probing.start()
    with transaction.atomic():
        event = record("probe.held", subject=("probe", 1), folder=str(tmp_path))
    eventually((tmp_path / "acting").exists)
    probing.kill()

    delivery = event.deliveries.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 0)
    assert effect() is None

    (tmp_path / "go").touch()
    probing.start(beat=True)
    eventually(lambda: event.deliveries.filter(state=DeliveryState.DONE).exists())
    assert Event.objects.filter(kind="probe.effect").count() == 1


@pytest.mark.slow
def test_an_urgent_delivery_does_not_wait_behind_ten_thousand_bulk_ones(probing: Worker) -> None:
    with transaction.atomic():
        record_many("probe.counted", events=[NewEvent(("probe", number)) for number in range(10_000)])
    probing.start()
    eventually(lambda: Delivery.objects.filter(lane=Lane.BULK, state=DeliveryState.DONE).exists())
    with transaction.atomic():
        record("probe.urgent", subject=("probe", 1))
    assert eventually(effect).payload["waiting"] > 5_000
