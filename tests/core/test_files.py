import zipfile
from zlib import crc32

import pytest

from apps.core.errors import InvalidInput
from apps.core.file_reader import packages
from apps.core.files import EXTENSIONS, identify_file
from tests.applications.answers import CSV, JPEG, PDF, PNG, ooxml
from tests.badfiles import lying, nested_zip, word
from tests.locked_pdfs import locked_pdf

WORD = ooxml("wordprocessingml.document")
GOOD = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": JPEG,
    ".docx": WORD,
    ".xlsx": ooxml("spreadsheetml.sheet"),
    ".csv": CSV,
}


ANOTHER_TYPE = {
    "page.pdf": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "both.pdf": b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF",
    "late.pdf": b"MZ" + PDF,
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "program.pdf": b"MZ\x90\x00" + b"\0" * 200,
    "nested.docx": nested_zip(),
    "plain.csv": b"Hello there\nthis is no table\n",
    "page.csv": b"<html>,<script>\nalert(1),2\n3,4\n",
    "script.csv": b"a,b\n1,<script>alert(1)</script>\n",
    "binary.csv": b"a,b\n1,\x00\x01\x02\n",
    "moving.jpg": b"GIF89a" + b"\0" * 40,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
}
DAMAGED = {
    "cut.pdf": PDF[:40],
    "cut.png": PNG[:40],
    "cut.jpg": JPEG[:30],
    "cut.docx": WORD[:-30],
    "empty.docx": b"PK\x03\x04" + b"\0" * 100,
    "lying.docx": lying(100_000, says=10),
    "well lying.docx": lying(100_000, says=10, checksum=crc32(b"\0" * 10)),
    "flipped.docx": WORD.replace(b"[Content_Types].xml", b"[Content_Types].xmm", 1),
}


def test_every_accepted_type_has_a_sample():
    assert set(GOOD) == set(EXTENSIONS.values())


def test_a_pdf_that_asks_for_a_password_is_refused_and_one_that_opens_without_is_taken():
    with pytest.raises(InvalidInput, match="locked with a password") as refusal:
        identify_file("bank.pdf", [locked_pdf("secret")])
    assert refusal.value.code == "file_locked"
    assert identify_file("bank.pdf", [locked_pdf("")]).extension == ".pdf"


@pytest.mark.parametrize("extension", GOOD)
def test_the_content_decides_the_type_and_the_ending_of_the_name(extension: str):
    file = identify_file("holiday.exe", [GOOD[extension]])
    assert file.extension == extension
    assert file.name == f"holiday.exe{extension}"
    assert file.content == GOOD[extension]
    assert len(file.sha256) == 64


@pytest.mark.parametrize("name", ["scan.JPEG", "scan.jpg"])
def test_a_name_that_fits_its_content_is_kept(name: str):
    assert identify_file(name, [JPEG]).name == name


@pytest.mark.parametrize("name", ANOTHER_TYPE)
def test_another_type_is_refused_whatever_its_name_says(name: str):
    with pytest.raises(InvalidInput) as refused:
        identify_file(name, [ANOTHER_TYPE[name]])
    assert refused.value.code == "file_type"
    assert name in str(refused.value.message)
    assert "PDF" in str(refused.value.message)


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused(name: str):
    with pytest.raises(InvalidInput) as refused:
        identify_file(name, [DAMAGED[name]])
    assert refused.value.code == "file_damaged"
    assert "save it again" in str(refused.value.message)


@pytest.mark.parametrize(
    "text",
    [
        "sku;país\nA1;España\nA2;México\n",
        "編號,產地\r\nA1,中國\r\n",
        "a\tb\tc\n1\t2\t3\n",
        "Report of May\n\nsku,units,price\nA1,3,9.99\nA2,1,4.50\n",
        'sku,text\nA1,"two\nlines, and a comma"\nA2,one\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"])
def test_tables_are_recognized_in_the_encodings_that_spreadsheets_write(text: str, encoding: str):
    content = text.encode(encoding, errors="replace")
    assert identify_file("table.csv", [content]).content_type == "text/csv"


def test_an_empty_file_is_refused():
    with pytest.raises(InvalidInput, match="empty"):
        identify_file("nothing.pdf", [])


def test_a_large_file_is_refused_before_it_is_read_whole(settings):
    settings.EVIDENCE_MAX_BYTES = 2**20
    chunks = iter([PDF, b"\0" * 2**20, b"never read"])
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        identify_file("big.pdf", chunks)
    assert list(chunks) == [b"never read"]


@pytest.mark.parametrize("says", [5_000_000, 10])
def test_an_office_file_is_unpacked_up_to_the_limit(monkeypatch, says: int):
    """The limit holds whatever size the package declares."""
    unpacked = []
    read = zipfile.ZipExtFile.read

    def counted(part: zipfile.ZipExtFile, size: int = -1) -> bytes:
        chunk = read(part, size)
        unpacked.append(len(chunk))
        return chunk

    monkeypatch.setattr(packages, "MAX_UNPACKED_BYTES", 2**20)
    monkeypatch.setattr("zipfile.ZipExtFile.read", counted)
    assert packages.inspect(lying(5_000_000, says=says)) == {"refused": "file_damaged"}
    assert sum(unpacked) <= 2**20 + 10_000


def test_an_office_file_of_too_many_parts_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(packages, "MAX_PARTS", 5)
    content = word(**{f"p{number}": b"" for number in range(9)})
    assert packages.inspect(content) == {"refused": "file_damaged"}


def test_documents_may_hold_documents():
    """A Word file may hold an Excel file, which is not checked by itself."""
    assert identify_file("report.docx", [word(embedded=ooxml("spreadsheetml.sheet"))]).extension == ".docx"
