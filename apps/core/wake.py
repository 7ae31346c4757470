"""Wake-up calls: what must be done is a row already, so a call that is lost costs only the time to the next sweep."""

from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def wake_on_commit(task: str, *args: Any, queue: str = "normal") -> None:
    """Send `task` (by name) once the current transaction has committed; a broker that is away is only noted."""
    transaction.on_commit(lambda: _send(task, args, queue), robust=True)


def _send(task: str, args: tuple[Any, ...], queue: str) -> None:
    try:
        current_app.send_task(task, args=args, queue=queue, ignore_result=True)
    except (OperationalError, ConnectionError, TimeoutError) as error:
        log.warning("wake_up_not_sent", task=task, error=type(error).__name__)
