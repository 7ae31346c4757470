"""What can be shown of a file that somebody sent, made anew so that nothing of theirs runs in the reader's browser.

The files are hostile: they are read by a short-lived process of their own (`rendering.py`), which has no access to the
site's settings and a bound on its time and memory.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Literal

from apps.core.uploads import Upload

RENDERER = Path(__file__).with_name("rendering.py")
# Its time on the processor is bounded to 10 seconds; this is for when it has to wait for one.
SECONDS = 20
# How many files a process of the site has drawn at once: each takes a processor and its memory.
_PLACES = BoundedSemaphore(2)
# In pixels: a page of letter size that fills half a screen, and one on which small print is read.
WIDTH, WIDTH_LARGE = 1000, 2200


class Refusal(StrEnum):
    """Why a file can't be shown."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    LOCKED = "locked"
    NO_PAGE = "no_page"
    TOO_LARGE = "too_large"


class CannotShow(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of a file, or one sheet of a workbook: a picture of some size, the rows of a table, or paragraphs.

    `size` is in pixels; `picture` gives the image. `cut` tells that there is more than is shown.
    """

    pages: int
    title: str = ""
    size: tuple[int, int] | None = None
    rows: list[list[str]] | None = None
    paragraphs: list[str] | None = None
    cut: bool = False


def preview(upload: Upload, *, page: int = 1, large: bool = False) -> Preview:
    """What can be shown of a page, counted from 1. Raises CannotShow, saying why."""
    look, _image = _rendered(upload, page, large, "look")
    size = look.pop("size", None)
    return Preview(**look, size=size and tuple(size))


def picture(upload: Upload, *, page: int = 1, large: bool = False) -> bytes:
    """A page, drawn as a PNG image of our own; nothing for what is shown as text. Raises CannotShow, saying why."""
    _look, image = _rendered(upload, page, large, "picture")
    return image


def _rendered(upload: Upload, page: int, large: bool, asked: Literal["look", "picture"]) -> tuple[dict, bytes]:
    width = WIDTH_LARGE if large else WIDTH
    command = [sys.executable, "-I", str(RENDERER), upload.content_type, str(page), str(width), asked]
    try:
        with upload.file.open() as file:
            content = file.read()
    except OSError as error:
        raise CannotShow(Refusal.MISSING) from error
    # To a file, since the process can't write more to one than its limit, while a pipe has none.
    with _PLACES, TemporaryFile() as answer:
        try:
            ended = subprocess.run(
                command, input=content, stdout=answer, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise CannotShow(Refusal.TOO_LARGE) from error
        answer.seek(0)
        head, image = answer.readline(), answer.read()
    if ended.returncode != 0:
        # A signal ended it, by the limits of time or memory, or a library gave up.
        raise CannotShow(Refusal.TOO_LARGE if ended.returncode < 0 else Refusal.DAMAGED)
    look = json.loads(head)
    if "refused" in look:
        raise CannotShow(Refusal(look["refused"]))
    return look, image
