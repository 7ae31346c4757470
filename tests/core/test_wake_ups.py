"""Wake-up calls leave in a thread of their own, so no request waits for the broker."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from apps.core.wake_ups import MAX_WAITING, WakeUp, wake_on_commit, wake_ups_rest
from tests.live import eventually


class HeldBroker:
    """A broker that takes no call until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.taken: list[object] = []

    def take(self, args: tuple[object]) -> None:
        self.free.wait(180)
        if args == ("wrong",):
            raise ZeroDivisionError
        self.taken += args


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldBroker]:
    broker = HeldBroker()
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _app, _task, args, **_options: broker.take(args))
    yield broker
    broker.free.set()
    WakeUp("probe.last", ("last",), "bulk")()
    eventually(lambda: "last" in broker.taken)


def call(number: object) -> None:
    WakeUp("probe.call", (number,), "bulk")()


def test_a_frozen_broker_holds_nobody_up_and_calls_beyond_the_bound_are_left_to_the_sweeps(broker: HeldBroker) -> None:
    call(0)
    assert broker.taken == [], "nobody waits for the first"
    for number in range(1, 2 * MAX_WAITING):
        call(number)
    assert broker.taken == []
    broker.free.set()
    eventually(lambda: len(broker.taken) >= MAX_WAITING)
    call("next")
    eventually(lambda: "next" in broker.taken)
    assert broker.taken[:MAX_WAITING] == list(range(MAX_WAITING))
    # One more than may wait was on its way already.
    assert len(broker.taken) <= MAX_WAITING + 2


def test_a_call_that_fails_keeps_none_from_being_sent(broker: HeldBroker) -> None:
    broker.free.set()
    call("wrong")
    call("next")
    eventually(lambda: broker.taken == ["next"])


def test_no_call_is_sent_while_calls_rest() -> None:
    before = len(connection.run_on_commit)
    with wake_ups_rest():
        wake_on_commit("probe.call", 1)
    assert len(connection.run_on_commit) == before
    wake_on_commit("probe.call", 2)
    assert [hook for _savepoints, hook, _robust in connection.run_on_commit[before:]] == [
        WakeUp("probe.call", (2,), "normal")
    ]
