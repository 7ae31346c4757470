"""A worker that records imports in small batches, and holds after some of them until it is killed.

`-A tests.held_imports` starts such a worker. `HELD_MEDIA` is the folder of the test's files, and `HELD_AFTER` the
number of batches after which the worker holds; it never does without the variable.
"""

import os
import time
from typing import Any

from celery.signals import worker_process_init
from django.conf import settings

from config.celery import app

__all__ = ["LINES", "app"]

LINES = 100


@worker_process_init.connect
def hold(**_: Any) -> None:
    """Replace the recording of a batch by one that holds."""
    from apps.partners.imports import services

    settings.MEDIA_ROOT = os.environ["HELD_MEDIA"]
    record, most, batches = services._batch_record, int(os.environ.get("HELD_AFTER", 0)), 0

    def held(*arguments: Any) -> None:
        nonlocal batches
        if most and batches == most:
            time.sleep(600)
        record(*arguments)
        batches += 1

    services.LINES_AT_ONCE = LINES
    services._batch_record = held
