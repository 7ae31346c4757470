"""End the processes that tests start with the process that started them, even where that one is killed.

The worker of a test imports this module by Celery's option `--include`, so that its pool and its schedule end with it.
"""

import ctypes
import signal
from typing import Any

from celery import signals

_PR_SET_PDEATHSIG = 1


def end_with_parent(**_sent: Any) -> None:
    """Have Linux kill this process when the one that started it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


signals.worker_process_init.connect(end_with_parent)
signals.beat_embedded_init.connect(end_with_parent)
