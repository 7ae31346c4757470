import logging.config
import os
from typing import Any

import structlog
from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

# By the schemes of URLs, since Kombu turns TLS on by the scheme alone.
TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), "config.broker:Transport")
app = Celery("config")
# Celery keeps the current app for each thread; the threads that answer requests must wake this one's workers.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = structlog.get_logger("apps.tasks")


@signals.setup_logging.connect
def log_as_the_site_does(**_kwargs: Any) -> None:
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.worker_process_init.connect
def limit_statements(**_kwargs: Any) -> None:
    from django.conf import settings

    from apps.core.statement_limits import statements_limit

    statements_limit(settings.TASK_STATEMENT_SECONDS)


@signals.task_prerun.connect
def begin(task_id: str, task: Any, **_kwargs: Any) -> None:
    from django.db import close_old_connections

    from apps.core.queue_signs import queue_sign

    # Each task begins as a request does: with the connection of the one before, if that is still good.
    close_old_connections()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)
    # A task that is called without a broker has no queue.
    if queue := (task.request.delivery_info or {}).get("routing_key"):
        queue_sign(queue)


@signals.task_failure.connect
def failed(exception: BaseException, **_kwargs: Any) -> None:
    log.error("task_failed", exc_info=exception)
