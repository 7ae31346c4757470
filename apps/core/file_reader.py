"""Draw a page of a file that somebody sent, in a form that is safe to show. A program of its own: see `previews.py`.

    python -I file_reader.py CONTENT_TYPE PAGE WIDTH look|picture  < file  > answer

The answer is a line of JSON, followed for "picture" by the bytes of an image. The file may be hostile: this program
imports and reaches nothing of the site, and the limits below stop a library that runs out of control.
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

# Limits in pixels for the picture that is drawn, and for images that are read: a photograph of 100 megapixels is read.
MAX_PIXELS = 8_000_000
MAX_SIDE = 8_000
MAX_PIXELS_READ = 120_000_000

MAX_ROWS, MAX_COLUMNS, MAX_PARAGRAPHS, MAX_CHARACTERS = 200, 40, 500, 500
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")

type Look = dict[str, Any]
# The facts of the page for the line of JSON, and the bytes of the image.
type Drawing = tuple[Look, bytes]


class Refused(Exception):
    """The file can't be shown. The argument is a code of `previews.Refusal`."""


def limit() -> None:
    """Limit the CPU time, memory and output of this process for good; forbid other processes and memory dumps."""
    for kind, maximum in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, ANSWER_BYTES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (maximum, maximum))


def scale_to_fit(wide: float, high: float, width: int) -> float:
    """Return the scale at which a page gets a width in pixels, or a smaller scale if the picture were too large."""
    if not (wide > 0 and high > 0):
        raise Refused("damaged")
    return min(width / wide, sqrt(MAX_PIXELS / (wide * high)), MAX_SIDE / max(wide, high))


def page_index(pages: int, page: int) -> int:
    """Return the index, from 0, of a page that is counted from 1; raise Refused if there is no such page."""
    if pages < 1:
        raise Refused("empty")
    if not 1 <= page <= pages:
        raise Refused("no_page")
    return page - 1


def pdf(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    """Draw a page of a PDF."""
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Refused("locked" if error.err_code == FPDF_ERR_PASSWORD else "damaged") from error
    place = page_index(len(document), page)
    # Without this call the values in the fields of a form are not drawn. This build of the library runs no scripts.
    document.init_forms()
    drawn = document[place]
    wide, high = drawn.get_size()
    scale = scale_to_fit(wide, high, width)
    look = {"pages": len(document), "size": [ceil(wide * scale), ceil(high * scale)]}
    return look, as_png(drawn.render(scale=scale).to_pil()) if picture else b""


def image(content: bytes, page: int, width: int, picture: bool, *, form: str) -> Drawing:
    """Draw an image of a format that Pillow knows by the name `form`, upright and on white."""
    from PIL import Image, ImageOps

    # Pillow warns of a larger image and refuses one of twice the size; both count as refused.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS_READ
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    page_index(1, page)
    try:
        read = Image.open(io.BytesIO(content), formats=(form,))
        if form == "JPEG":
            # Decodes at a half, a quarter or an eighth of the size where this is enough.
            read.draft("RGB", (width, width))
        scale = min(1, scale_to_fit(*read.size, width))
        across, down = read.size
        read.thumbnail((max(1, ceil(across * scale)), max(1, ceil(down * scale))))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_large") from error
    upright = ImageOps.exif_transpose(read).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    return {"pages": 1, "size": list(paper.size)}, as_png(paper) if picture else b""


def as_png(drawn: Any) -> bytes:
    """Return the pixels as PNG, without the metadata (place, owner, comments) of a camera or a program."""
    drawn.info.clear()
    written = io.BytesIO()
    drawn.save(written, "PNG", compress_level=3)
    return written.getvalue()


def sheet(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    """Return the rows of a sheet of an Excel workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = [found.name for found in book.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet]
    shown = book.get_sheet_by_name(names[page_index(len(names), page)])
    rows = shown.to_python(nrows=MAX_ROWS + 1)
    return {"pages": len(names), "title": cell(shown.name), **table(rows)}, b""


def text_table(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    """Return the rows of a CSV file, whatever mark separates its columns."""
    page_index(1, page)
    csv.field_size_limit(len(content))
    text = decoded(content)
    head = text[: 64 * 2**10].splitlines()[:50]

    def agreeing(mark: str) -> int:
        """Count the lines that have as many columns as the first, if `mark` separates columns."""
        widths = [len(row) for row in csv.reader(head, delimiter=mark) if row]
        return widths.count(widths[0]) if widths and widths[0] > 1 else 0

    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=agreeing))
    return {"pages": 1, **table(list(islice(rows, MAX_ROWS + 1)))}, b""


def decoded(content: bytes) -> str:
    """Decode a text in UTF-16, UTF-8, GB 18030 or Windows-1252; raise Refused otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("damaged")


def table(rows: list[list[Any]]) -> Look:
    """Return the first rows and columns of a table, and whether there are more."""
    cut = len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows)
    return {"rows": [[cell(value) for value in row[:MAX_COLUMNS]] for row in rows[:MAX_ROWS]], "cut": cut}


def cell(value: Any) -> str:
    """Return a cell as a text, cut to `MAX_CHARACTERS`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


def document(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    """Return the paragraphs and table rows of a Word document."""
    from docx import Document
    from docx.table import Table

    page_index(1, page)
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
    """Read a file from standard input and write the answer to standard output."""
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
        # The libraries raise errors of any type for a damaged file.
        look = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(look).encode() + b"\n" + drawn)


if __name__ == "__main__":
    main(*sys.argv[1:])
