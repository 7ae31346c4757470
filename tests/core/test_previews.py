"""Previews are drawn anew, and a hostile file ends in a clear refusal."""

import io
import zipfile

import docx
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from apps.applications.models import Evidence
from apps.core import previews, reader
from apps.core.previews import PreviewRefusal, PreviewRefused, picture, preview
from apps.core.spreadsheets import xlsx_file

OFFICE = "application/vnd.openxmlformats-officedocument"
SPACE = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
WORD = f"{OFFICE}.wordprocessingml.document"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"


def sent(content: bytes, content_type: str) -> Evidence:
    file = Evidence(name="license", content_type=content_type)
    file.file.save("a", ContentFile(content), save=False)
    return file


def refused(content: bytes, content_type: str, *, page: int = 1) -> PreviewRefusal:
    with pytest.raises(PreviewRefused) as caught:
        preview(sent(content, content_type), page=page)
    return caught.value.why


def paper(*sizes: tuple[int, int]) -> bytes:
    """Return a PDF file with white pages of the given sizes."""
    pages = [Image.new("RGB", size, "white") for size in sizes]
    pages[0].save(file := io.BytesIO(), "PDF", save_all=True, append_images=pages[1:])
    return file.getvalue()


def photograph(form: str, size: tuple[int, int] = (40, 20), **written: object) -> bytes:
    Image.new("RGB", size, "navy").save(file := io.BytesIO(), form, **written)
    return file.getvalue()


def repacked(content: bytes, part: str, changed: bytes) -> bytes:
    """Return an Office file with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new := io.BytesIO(), "w", 8) as packed:
        for name in old.namelist():
            packed.writestr(name, changed if name == part else old.read(name))
    return new.getvalue()


def workbook(*rows: tuple) -> bytes:
    return xlsx_file(("sku", "origin"), rows).read()


def letter(*paragraphs: str) -> bytes:
    written = docx.Document()
    for text in paragraphs:
        written.add_paragraph(text)
    written.save(file := io.BytesIO())
    return file.getvalue()


@pytest.mark.slow
def test_each_page_of_a_pdf_is_a_picture_of_its_own_in_two_sizes():
    file = sent(paper((600, 800), (800, 600)), "application/pdf")
    assert preview(file) == previews.PagePreview(pages=2, size=(1000, 1334))
    for large, width in ((False, 1000), (True, 2200)):
        with Image.open(io.BytesIO(picture(file, page=2, large=large))) as drawn:
            assert (drawn.format, drawn.width) == ("PNG", width)
            assert preview(file, page=2, large=large).size == drawn.size


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_an_image_is_drawn_anew_without_its_metadata(form: str):
    exif = Image.Exif()
    exif[0x010E] = "taken at my home"
    exif[0x0112] = 6  # The photograph lies on its side.
    file = sent(photograph(form, exif=exif), f"image/{form.lower()}")
    drawn = picture(file)
    with Image.open(io.BytesIO(drawn)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("PNG", (20, 40), {})
    assert b"my home" not in drawn
    assert preview(file).size == (20, 40)


def test_tables_are_read_as_rows_and_say_where_they_are_cut():
    assert preview(sent(b"sku;price\nA1;1,50\n", "text/csv")).rows == [["sku", "price"], ["A1", "1,50"]]
    assert preview(sent("sku,名\nA1,茶\n".encode("gb18030"), "text/csv")).rows[1] == ["A1", "茶"]
    book = preview(sent(workbook(*[(n, "CN") for n in range(500)]), EXCEL))
    assert book.rows[:2] == [["sku", "origin"], ["0", "CN"]]
    assert (len(book.rows), book.cut) == (200, True)


@pytest.mark.slow
def test_a_letter_is_read_as_plain_paragraphs():
    shown = preview(sent(letter("Dear officer,", "<script>alert(1)</script>"), WORD))
    assert (shown.paragraphs, shown.cut) == (["Dear officer,", "<script>alert(1)</script>"], False)
    assert preview(sent(letter(*["x"] * 600), WORD)).cut


@pytest.mark.slow
def test_a_damaged_or_missing_file_is_refused():
    assert refused(b"%PDF-1.7 nothing", "application/pdf") is PreviewRefusal.DAMAGED
    assert refused(photograph("PNG")[:50], "image/png") is PreviewRefusal.DAMAGED
    assert refused(b"PK\x03\x04", EXCEL) is PreviewRefusal.DAMAGED
    assert refused(b"PK\x03\x04", WORD) is PreviewRefusal.DAMAGED
    # A file that is no JPEG is not read as any other format that the library knows.
    assert refused(photograph("GIF"), "image/jpeg") is PreviewRefusal.DAMAGED
    assert refused(paper((60, 80)), "application/pdf", page=2) is PreviewRefusal.NO_PAGE
    lost = sent(b"a,b\n", "text/csv")
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(PreviewRefused, match="missing"):
        preview(lost)


def test_a_pdf_that_declares_too_many_pages_is_refused():
    endless = paper((60, 80)).replace(b"/Count 1", b"/Count 2147483647")
    with pytest.raises(PreviewRefused):
        preview(sent(endless, "application/pdf"), page=2147483647)


@pytest.mark.slow
def test_an_image_of_too_many_pixels_is_refused_before_it_is_read():
    swollen = Image.new("1", (20_000, 20_000))
    swollen.save(file := io.BytesIO(), "PNG")
    assert len(file.getvalue()) < 100_000
    assert refused(file.getvalue(), "image/png") is PreviewRefusal.TOO_LARGE


@pytest.mark.slow
@pytest.mark.parametrize("kind", [EXCEL, WORD])
def test_a_package_that_unpacks_to_too_much_meets_the_limit_of_memory(kind: str):
    part, bomb = (
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData>" + b"<row><c t='inlineStr'><is><t>x</t></is></c></row>" * 3_000_000,
        )
        if kind == EXCEL
        else ("word/document.xml", SPACE + b"<w:body>" + b"<w:p/>" * 20_000_000)
    )
    content = repacked(workbook(("a", 1)) if kind == EXCEL else letter("a"), part, bomb)
    assert len(content) < 10 * 2**20
    assert refused(content, kind) in (PreviewRefusal.TOO_LARGE, PreviewRefusal.DAMAGED)


def test_a_sheet_with_one_cell_at_its_far_end_meets_the_limit_of_memory():
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    assert refused(repacked(workbook(("a", 1)), "xl/worksheets/sheet1.xml", far), EXCEL) is PreviewRefusal.TOO_LARGE


def test_a_process_that_does_not_end_is_stopped(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(reader, "READER", endless)
    monkeypatch.setattr(reader, "TIMEOUT_SECONDS", 0.5)
    assert refused(b"a,b\n", "text/csv") is PreviewRefusal.TOO_LARGE


def test_the_renderer_sees_nothing_of_the_site(monkeypatch, tmp_path):
    curious = tmp_path / "curious.py"
    curious.write_text(
        "import json, os, sys\n"
        "print(json.dumps({'pages': 1, 'rows': [sorted(os.environ)], 'title': str('apps' in sys.modules)}))\n"
    )
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(reader, "READER", curious)
    seen = preview(sent(b"a,b\n", "text/csv"))
    assert "DATABASE_URL" not in seen.rows[0]
    assert seen.title == "False"
