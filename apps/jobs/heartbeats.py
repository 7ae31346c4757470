"""The signs of life that a worker gives while it runs a job. Another worker takes up a job without any."""

import threading
import time
from typing import Self

import structlog
from django.db import Error, connection
from django.db.models.functions import Now

from apps.jobs.models import Job

log = structlog.get_logger(__name__)

BEAT_SECONDS = 2
# A job that reports nothing for so long is stuck, although its worker lives: no more signs are given for it.
STUCK_SECONDS = 180


class Heartbeat:
    """A thread that says every two seconds that the worker of a job is alive, until the block is left.

    The job's own reports can't say so: a batch may take longer than a lost worker may stay unnoticed.
    """

    def __init__(self, job: Job) -> None:
        self._mine = Job.objects.filter(pk=job.pk, takes=job.takes, finished_at__isnull=True)
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat of job {job.pk}", daemon=True)
        self._over = threading.Event()
        self.go_on()

    def go_on(self) -> None:
        """Note that the job has done something."""
        self._moved_at = time.monotonic()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            if time.monotonic() - self._moved_at > STUCK_SECONDS:
                continue
            try:
                self._mine.update(beat_at=Now())
            except Error as error:
                log.warning("no_heartbeat", error=type(error).__name__)
                connection.close()
        connection.close()
