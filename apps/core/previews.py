"""Previews of files that people sent, drawn anew so that nothing of a file runs in the reader's browser.

A file may be hostile. So a short process of its own reads the file, which can't read anything else, start another
process or reach the network, and has limits on time and memory (`reader.py`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from apps.core import reader
from apps.core.uploads import Upload

_PLACES = reader.ReaderPlaces(2)
# The width of a page in pixels: to fill half a screen, and to read small print.
WIDTH, WIDTH_LARGE = 1000, 2200


class PreviewRefusal(StrEnum):
    """The reasons why a file can't be shown."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    LOCKED = "locked"
    NO_PAGE = "no_page"
    TOO_LARGE = "too_large"
    UNCONFINED = reader.UNCONFINED
    BUSY = "busy"


class PreviewRefused(Exception):
    """A file can't be shown; `why` is the reason."""

    def __init__(self, why: PreviewRefusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class PagePreview:
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


def preview(upload: Upload, *, page: int = 1, large: bool = False) -> PagePreview:
    """Return the preview of a page, counted from 1; raise CannotShow with the reason if there is none."""
    look, _image = _render(upload, page, large, "look")
    size = look.pop("size", None)
    return PagePreview(**look, size=size and tuple(size))


def picture(upload: Upload, *, page: int = 1, large: bool = False) -> bytes:
    """Draw a page as a PNG image; return no bytes for a page that is text. Raise CannotShow if there is none."""
    _look, image = _render(upload, page, large, "picture")
    return image


def is_confined() -> bool:
    """Tell whether the kernel lets the process that reads files be confined; no file is drawn where it does not."""
    try:
        _answer(b"a,b\n", "text/csv", 1, WIDTH, "look")
    except PreviewRefused as refusal:
        return refusal.why is not PreviewRefusal.UNCONFINED
    return True


def _render(upload: Upload, page: int, large: bool, asked: Literal["look", "picture"]) -> tuple[dict, bytes]:
    try:
        with upload.file.open() as file:
            content = file.read()
    except OSError as error:
        raise PreviewRefused(PreviewRefusal.MISSING) from error
    return _answer(content, upload.content_type, page, WIDTH_LARGE if large else WIDTH, asked)


def _answer(
    content: bytes, content_type: str, page: int, width: int, asked: Literal["look", "picture"]
) -> tuple[dict, bytes]:
    try:
        look, image = _PLACES.read(content, "draw", content_type, str(page), str(width), asked)
    except reader.ReaderBusy as error:
        raise PreviewRefused(PreviewRefusal.BUSY) from error
    except reader.ReaderStopped as error:
        raise PreviewRefused(PreviewRefusal.TOO_LARGE) from error
    except reader.ReaderFailed as error:
        raise PreviewRefused(PreviewRefusal.DAMAGED) from error
    if "refused" in look:
        raise PreviewRefused(PreviewRefusal(look["refused"]))
    return look, image
