"""Draw pages of files: a picture of ours, the rows of a table, or paragraphs. The files may be hostile."""

import csv
import io
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import islice
from math import ceil, sqrt
from typing import Any

# Limits in pixels for the picture that is drawn, and for images that are read: a photograph of 100 megapixels is read.
MAX_PIXELS = 8_000_000
MAX_SIDE = 8_000
MAX_PIXELS_READ = 120_000_000

MAX_ROWS, MAX_COLUMNS, MAX_PARAGRAPHS, MAX_CHARACTERS = 200, 40, 500, 500
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")

type Look = dict[str, Any]
# The facts of the page for the line of JSON, and the bytes of the image.
type Drawing = tuple[Look, bytes]


class DrawingRefused(Exception):
    """The file can't be shown. The argument is a code of `previews.PreviewRefusal`."""


def scale_to_fit(wide: float, high: float, width: int) -> float:
    """Return the scale at which a page gets a width in pixels, or a smaller scale if the picture were too large."""
    if not (wide > 0 and high > 0):
        raise DrawingRefused("damaged")
    return min(width / wide, sqrt(MAX_PIXELS / (wide * high)), MAX_SIDE / max(wide, high))


def page_index(pages: int, page: int) -> int:
    """Return the index, from 0, of a page that is counted from 1; raise Refused if there is no such page."""
    if pages < 1:
        raise DrawingRefused("empty")
    if not 1 <= page <= pages:
        raise DrawingRefused("no_page")
    return page - 1


def pdf(content: bytes, page: int, width: int, picture: bool) -> Drawing:
    """Draw a page of a PDF."""
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise DrawingRefused("locked" if error.err_code == FPDF_ERR_PASSWORD else "damaged") from error
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
        raise DrawingRefused("too_large") from error
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
    raise DrawingRefused("damaged")


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
# What each type needs, and the parts that the libraries would load only when they meet a file: nothing can be loaded
# once the walls stand.
PICTURES = tuple(
    f"PIL.{name}"
    for name in (
        *("Image", "ImageCms", "ImageColor", "ImageFile", "ImageFilter", "ImageOps", "ImagePalette"),
        # Pillow loads the first of these before it reads any image, and the last for the facts that a camera adds.
        *(f"{form}ImagePlugin" for form in ("Bmp", "Gif", "Jpeg", "Png", "Ppm", "Mpo", "Tiff")),
    )
)
LIBRARIES: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pypdfium2", "pypdfium2.raw", *PICTURES),
    "image/png": PICTURES,
    "image/jpeg": PICTURES,
    "text/csv": tuple(f"encodings.{name}" for name in ("utf_16", "utf_8_sig", "gb18030", "cp1252")),
    f"{OFFICE}.spreadsheetml.sheet": ("python_calamine",),
    f"{OFFICE}.wordprocessingml.document": ("docx", "docx.table", "encodings.cp437"),
}


def load_libraries(content_type: str) -> None:
    """Load the libraries that draw files of a type."""
    for name in LIBRARIES[content_type]:
        import_module(name)


def draw(content: bytes, content_type: str, page: int, width: int, picture: bool) -> Drawing:
    """Draw a page of a file; return the reason as `refused` if the page can't be drawn."""
    try:
        return RENDERERS[content_type](content, page, width, picture)
    except DrawingRefused as refused:
        return {"refused": str(refused)}, b""
    except MemoryError:
        return {"refused": "too_large"}, b""
    except Exception:
        # The libraries raise errors of any type for a damaged file.
        return {"refused": "damaged"}, b""
