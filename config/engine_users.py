"""Stop the embedded engines with the last run that uses them.

A run of the tests and the demonstration stop the engines that they started. Where another run uses the engines by then,
that run stops them at its own end.
"""

import fcntl
import os

from config import engines


class EngineUse:
    """Hold a shared lock on the engines of this clone, from before they are started until the run ends."""

    def __init__(self) -> None:
        local = engines.local_folder()
        local.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = (local / "engines.users").open("a+")
        # Waits while another run, the last that used the engines, stops them.
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def end(self, *, started: bool) -> None:
        """Stop the engines if this run or an earlier one that shared them started them and no other run uses them."""
        with self._file:
            if started:
                self._file.write("The last run that uses the engines stops them.\n")
                self._file.flush()
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if os.fstat(self._file.fileno()).st_size:
                engines.stop()
                self._file.truncate(0)
