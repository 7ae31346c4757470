"""Turns one page of a file that somebody sent into what is safe to show. A program of its own: see `previews.py`.

    python -I rendering.py CONTENT_TYPE PAGE WIDTH look|picture  < file  > answer

The answer is one line of JSON, and for "picture" the bytes of an image after it. The file is hostile: nothing of the
site is imported or within reach here, and a library that runs away meets the limits below.
"""

import csv
import io
import json
import resource
import sys
import warnings
from collections.abc import Callable
from functools import partial
from itertools import islice
from math import ceil, sqrt
from typing import Any

# A scan of 600 dpi takes about 2 seconds and 300 MB. The answer is a picture of MAX_PIXELS that hardly compresses.
CPU_SECONDS = 10
MEMORY_BYTES = 2**30
ANSWER_BYTES = 40 * 2**20

# Of what is drawn, in pixels; and of the images that are read, in which a photograph of 100 megapixels is one.
MAX_PIXELS = 8_000_000
MAX_SIDE = 8_000
MAX_PIXELS_READ = 120_000_000

MAX_ROWS, MAX_COLUMNS, MAX_PARAGRAPHS, MAX_CHARACTERS = 200, 40, 500, 500
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")

type Look = dict[str, Any]
# What there is to say of the page, and the image for which it was asked.
type Drawing = tuple[Look, bytes]


class Refused(Exception):
    """The file can't be shown; the code says why."""


def limit() -> None:
    """Bound what is left of this process. It can't raise the bounds again, start others or keep its memory on disk."""
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, ANSWER_BYTES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def fitted(wide: float, high: float, width: int) -> float:
    """By what to scale so that it becomes that wide, unless that makes it too large to draw."""
    if not (wide > 0 and high > 0):
        raise Refused("damaged")
    return min(width / wide, sqrt(MAX_PIXELS / (wide * high)), MAX_SIDE / max(wide, high))


def chosen(pages: int, page: int) -> int:
    """The place of that page, from 0."""
    if pages < 1:
        raise Refused("empty")
    if not 1 <= page <= pages:
        raise Refused("no_page")
    return page - 1


def pdf(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Refused("locked" if error.err_code == FPDF_ERR_PASSWORD else "damaged") from error
    place = chosen(len(document), page)
    # What was filled into the fields of a form is drawn only then. Scripts are not in this build of the library.
    document.init_forms()
    drawn = document[place]
    wide, high = drawn.get_size()
    scale = fitted(wide, high, width)
    look = {"pages": len(document), "size": [ceil(wide * scale), ceil(high * scale)]}
    return look, as_png(drawn.render(scale=scale).to_pil()) if picture else b""


def image(content: bytes, page: int, width: int, picture: bool, *, form: str) -> Drawing:
    from PIL import Image, ImageOps

    # One that is larger is warned of, and one of twice that refused.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS_READ
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    chosen(1, page)
    try:
        read = Image.open(io.BytesIO(content), formats=(form,))
        if form == "JPEG":
            # Decoded at a half, a quarter or an eighth where that is enough.
            read.draft("RGB", (width, width))
        scale = min(1, fitted(*read.size, width))
        across, down = read.size
        read.thumbnail((max(1, ceil(across * scale)), max(1, ceil(down * scale))))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_large") from error
    upright = ImageOps.exif_transpose(read).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    return {"pages": 1, "size": list(paper.size)}, as_png(paper) if picture else b""


def as_png(drawn: Any) -> bytes:
    """Pixels alone: what a camera or a program wrote beside them (place, owner, comments) is left out."""
    drawn.info.clear()
    written = io.BytesIO()
    drawn.save(written, "PNG", compress_level=3)
    return written.getvalue()


def sheet(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = [found.name for found in book.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet]
    shown = book.get_sheet_by_name(names[chosen(len(names), page)])
    rows = shown.to_python(nrows=MAX_ROWS + 1)
    return {"pages": len(names), "title": cell(shown.name), **table(rows)}, b""


def text_table(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    chosen(1, page)
    csv.field_size_limit(len(content))
    text = decoded(content)
    head = text[: 64 * 2**10].splitlines()[:50]

    def agreeing(mark: str) -> int:
        """How many lines have as many columns as the first."""
        widths = [len(row) for row in csv.reader(head, delimiter=mark) if row]
        return widths.count(widths[0]) if widths and widths[0] > 1 else 0

    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=agreeing))
    return {"pages": 1, **table(list(islice(rows, MAX_ROWS + 1)))}, b""


def decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("damaged")


def table(rows: list[list[Any]]) -> Look:
    """The first rows and columns of a table, and whether there are more."""
    cut = len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows)
    return {"rows": [[cell(value) for value in row[:MAX_COLUMNS]] for row in rows[:MAX_ROWS]], "cut": cut}


def cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


def document(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    from docx import Document
    from docx.table import Table

    chosen(1, page)
    paragraphs = []
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            paragraphs += [" | ".join(one.text for one in row.cells) for row in islice(block.rows, MAX_ROWS)]
        elif block.text.strip():
            paragraphs.append(block.text)
        if len(paragraphs) > MAX_PARAGRAPHS:
            break
    shown = [text[: 10 * MAX_CHARACTERS] for text in paragraphs[:MAX_PARAGRAPHS]]
    return {"pages": 1, "paragraphs": shown, "cut": shown != paragraphs}, b""


OFFICE = "application/vnd.openxmlformats-officedocument"
RENDERERS: dict[str, Callable[[bytes, int, int, bool], Drawing]] = {
    "application/pdf": pdf,
    "image/png": partial(image, form="PNG"),
    "image/jpeg": partial(image, form="JPEG"),
    "text/csv": text_table,
    f"{OFFICE}.spreadsheetml.sheet": sheet,
    f"{OFFICE}.wordprocessingml.document": document,
}


def main(content_type: str, page: str, width: str, asked: str) -> None:
    limit()
    content = sys.stdin.buffer.read()
    drawn = b""
    try:
        look, drawn = RENDERERS[content_type](content, int(page), int(width), asked == "picture")
    except Refused as refused:
        look = {"refused": str(refused)}
    except MemoryError:
        look = {"refused": "too_large"}
    except Exception:
        # The libraries raise what they like for a file that is not as it should be.
        look = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(look).encode() + b"\n" + drawn)


if __name__ == "__main__":
    main(*sys.argv[1:])
