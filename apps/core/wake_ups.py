"""Wake-up calls for workers. The work is a row already, so a lost call only delays the work to the next sweep.

A thread sends the calls, so nobody who has committed waits for the broker, whether it is slow, frozen or away.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from queue import Full, Queue
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

# So many calls wait only while the broker does not answer. The sweeps find the work of further ones.
MAX_WAITING = 100

_rest: ContextVar[bool] = ContextVar("wake-ups rest", default=False)


@dataclass(frozen=True, slots=True)
class WakeUp:
    """A call of a task by its name. Equal calls of a transaction are sent once."""

    task: str
    args: tuple[Any, ...]
    queue: str

    def __call__(self) -> None:
        """Leave the call to the thread that sends."""
        try:
            _waiting(os.getpid()).put_nowait(self)
        except Full:
            log.warning("wake_up_not_sent", task=self.task, error="Full")

    def send(self) -> None:
        """Send the call; only log a broker that is away."""
        try:
            # pyrefly: ignore[not-callable] (celery has no types)
            current_app.send_task(self.task, args=self.args, queue=self.queue, ignore_result=True)
        except (OperationalError, ConnectionError, TimeoutError) as error:
            log.warning("wake_up_not_sent", task=self.task, error=type(error).__name__)
        except Exception:
            log.exception("wake_up_failed", task=self.task)


def wake_on_commit(task: str, *args: Any, queue: str = "normal") -> None:
    """Have a task, named by its name, sent after the current transaction has committed."""
    if _rest.get():
        return
    wake = WakeUp(task, args, queue)
    # pyrefly: ignore[bad-unpacking] (Django keeps three: the stubs know two)
    if not any(hook == wake for _savepoints, hook, _robust in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


@contextmanager
def wake_ups_rest() -> Iterator[None]:
    """Send no call in the block, whose caller does by itself what workers would do."""
    token = _rest.set(True)
    try:
        yield
    finally:
        _rest.reset(token)


@cache
def _waiting(process: int) -> Queue[WakeUp]:
    """Start the sender of a process, and return the calls that wait for it. A forked process begins with none."""
    calls: Queue[WakeUp] = Queue(MAX_WAITING)
    threading.Thread(target=_send, args=(calls,), name="wake-ups", daemon=True).start()
    return calls


def _send(calls: Queue[WakeUp]) -> None:
    while True:
        calls.get().send()
