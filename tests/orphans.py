"""End the processes that tests start together with their parent process, even if the parent is killed.

The worker of a test imports this module by Celery's option `--include`, so that its pool and its scheduler end with the
worker.
"""

import ctypes
import signal
from typing import Any

from celery import signals

_PR_SET_PDEATHSIG = 1


def end_with_parent(**_sent: Any) -> None:
    """Tell Linux to kill this process when its parent ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


signals.worker_process_init.connect(end_with_parent)
signals.beat_embedded_init.connect(end_with_parent)
