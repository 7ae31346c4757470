"""The time that processors give to work in Python and in PostgreSQL. Other work on the machine takes from the clock's
time of several connections more than from that of one, and hardly changes this one.
"""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

_HERE = {"", "localhost", "127.0.0.1", "::1"}


class Meter:
    """The processors' time of a kind of work, added up over all processes that do a part of it.

    It is made before the processes are forked. Nothing is measured where the server runs elsewhere, or the
    system does not tell the time of a process.
    """

    def __init__(self) -> None:
        self._seconds = multiprocessing.get_context("fork").Value("d")

    @property
    def seconds(self) -> float:
        return self._seconds.value

    @contextlib.contextmanager
    def runs(self, backend: int) -> Iterator[None]:
        """Add the time that this process and a process of PostgreSQL take meanwhile."""
        begun = _taken(backend)
        yield
        with self._seconds.get_lock():
            self._seconds.value += _taken(backend) - begun


def _taken(backend: int) -> float:
    of_server = Path(f"/proc/{backend}")
    if connection.settings_dict["HOST"] not in _HERE or not (of_server / "schedstat").exists():
        return 0.0
    # A server in a container has other numbers for its processes.
    if not (of_server / "comm").read_text().startswith("postgres"):
        return 0.0
    return time.process_time() + int((of_server / "schedstat").read_text().split()[0]) / 1e9
