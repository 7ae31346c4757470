"""The process that reads a file of a stranger (`file_reader`): started for one file, with walls around it."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any

READER = Path(__file__).with_name("file_reader")
# The process has 10 seconds of CPU time (`file_reader/walls.py`). In this real time it may wait for a free processor.
TIMEOUT_SECONDS = 20
UNCONFINED = "unconfined"


class ReaderStopped(Exception):
    """The process met a limit of time or memory."""


class ReaderFailed(Exception):
    """The process ended by a fault of its own."""


class ReaderBusy(Exception):
    """All places for such processes are taken, and none became free in time."""


class ReaderPlaces:
    """The number of files that a process of the site reads at the same time: each needs a processor and memory."""

    def __init__(self, number: int) -> None:
        self._free = BoundedSemaphore(number)

    def read(self, content: bytes, task: str, *arguments: str) -> tuple[dict[str, Any], bytes]:
        """Read a file in a process of its own; return the answer: its head, and the bytes that follow.

        Raises Busy, Stopped or Failed.
        """
        if not self._free.acquire(timeout=TIMEOUT_SECONDS):
            raise ReaderBusy
        try:
            return _read(content, task, *arguments)
        finally:
            self._free.release()


def _read(content: bytes, *command: str) -> tuple[dict[str, Any], bytes]:
    # The answer goes to a file, since the limit on written bytes holds for files and not for pipes.
    with TemporaryFile() as answer:
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(READER), *command],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReaderStopped from error
        if ended.returncode != 0:
            # A signal ended the process at a limit of time or memory, or a library failed.
            raise ReaderStopped if ended.returncode < 0 else ReaderFailed
        answer.seek(0)
        head, rest = answer.readline(), answer.read()
    return json.loads(head), rest
