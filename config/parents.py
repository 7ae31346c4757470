"""Processes that end with the process that started them, even where it is killed and can no longer end them."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Have Linux end this process, as SIGTERM does, when its parent ends; end it now if the parent has ended already.

    Elsewhere than on Linux the process is left as it is.
    """
    if sys.platform != "linux":
        return
    # A fork has the handlers of its parent until it has its own, and they would keep the signal from ending it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("The process that started this one has ended.")
