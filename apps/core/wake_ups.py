"""Wake-up calls for workers. The work is a row already, so a lost call only delays the work to the next sweep."""

from dataclasses import dataclass
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WakeUp:
    """A call of a task by its name. Equal calls of a transaction are sent once."""

    task: str
    args: tuple[Any, ...]
    queue: str

    def __call__(self) -> None:
        try:
            # pyrefly: ignore[not-callable] (celery has no types)
            current_app.send_task(self.task, args=self.args, queue=self.queue, ignore_result=True)
        except (OperationalError, ConnectionError, TimeoutError) as error:
            log.warning("wake_up_not_sent", task=self.task, error=type(error).__name__)


def wake_on_commit(task: str, *args: Any, queue: str = "normal") -> None:
    """Send a task, by its name, after the current transaction has committed; only log a broker that is away."""
    wake = WakeUp(task, args, queue)
    # pyrefly: ignore[bad-unpacking] (Django keeps three: the stubs know two)
    if not any(hook == wake for _savepoints, hook, _robust in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)
