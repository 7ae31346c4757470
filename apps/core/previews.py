"""Previews of files that people sent, drawn anew so that nothing of a file runs in the reader's browser.

A file may be hostile. So a short process of its own (`file_reader.py`) reads the file, without access to the site's
settings and with limits on time and memory.
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

RENDERER = Path(__file__).with_name("file_reader.py")
# The process has 10 seconds of CPU time (`file_reader.py`); this limit of real time lets it wait for a free processor.
TIMEOUT_SECONDS = 20
# How many files a process of the site draws at the same time: each needs a processor and memory.
_PLACES = BoundedSemaphore(2)
# The width of a page in pixels: to fill half a screen, and to read small print.
WIDTH, WIDTH_LARGE = 1000, 2200


class Refusal(StrEnum):
    """The reasons why a file can't be shown."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    LOCKED = "locked"
    NO_PAGE = "no_page"
    TOO_LARGE = "too_large"


class CannotShow(Exception):
    """A file can't be shown; `why` is the reason."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of a file or a sheet of a workbook: a picture, the rows of a table, or paragraphs.

    `pages` is the number of pages of the file. `size` is the width and height of the picture in pixels; the function
    `picture` draws it. `cut` says whether the page has more rows or paragraphs than the preview.
    """

    pages: int
    title: str = ""
    size: tuple[int, int] | None = None
    rows: list[list[str]] | None = None
    paragraphs: list[str] | None = None
    cut: bool = False


def preview(upload: Upload, *, page: int = 1, large: bool = False) -> Preview:
    """Return the preview of a page, counted from 1; raise CannotShow with the reason if there is none."""
    look, _image = _rendered(upload, page, large, "look")
    size = look.pop("size", None)
    return Preview(**look, size=size and tuple(size))


def picture(upload: Upload, *, page: int = 1, large: bool = False) -> bytes:
    """Draw a page as a PNG image; return no bytes for a page that is text. Raise CannotShow if there is none."""
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
    # The answer goes to a file, since the limit on written bytes holds for files and not for pipes.
    with _PLACES, TemporaryFile() as answer:
        try:
            ended = subprocess.run(
                command,
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotShow(Refusal.TOO_LARGE) from error
        answer.seek(0)
        head, image = answer.readline(), answer.read()
    if ended.returncode != 0:
        # A signal ended the process at a limit of time or memory, or a library failed.
        raise CannotShow(Refusal.TOO_LARGE if ended.returncode < 0 else Refusal.DAMAGED)
    look = json.loads(head)
    if "refused" in look:
        raise CannotShow(Refusal(look["refused"]))
    return look, image
