"""No file that is taken as evidence runs or fetches anything when an officer opens it, or is two files in one."""

import io
import tarfile
import zipfile
from collections.abc import Mapping

import docx
import pytest
from PIL import Image

from apps.core import files, reader
from apps.core.errors import InvalidInput
from apps.core.file_reader import packages
from apps.core.files import identify_file
from apps.core.spreadsheets import xlsx_file
from tests.applications.answers import CSV, PDF, PNG, ooxml
from tests.badfiles import lying

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
OFFICE = "application/vnd.openxmlformats-officedocument"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"


def letter(parts: Mapping[str, bytes | str] | None = None, *, types: str = "", relations: str = "") -> bytes:
    """Return a letter as Word writes one, with further parts, declared types of parts, and relations."""
    written = docx.Document()
    written.add_paragraph("Dear officer,")
    written.save(plain := io.BytesIO())
    added = {TYPES: ("</Types>", types), "word/_rels/document.xml.rels": ("</Relationships>", relations)}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(new := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            if name in added:
                end, more = added[name]
                part = part.replace(end, more + end)
            package.writestr(name, part.encode("utf-8", "surrogateescape"))
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return new.getvalue()


def part(content_type: str) -> str:
    return f'<Override PartName="/word/more.bin" ContentType="{content_type}"/>'


def relation(kind: str, target: str, *, outside: bool = True) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rX" Type="{RELATION}/{kind}" Target="{target}"{mode}/>'


def minimal(types: str | bytes, **parts: bytes) -> bytes:
    """Return a package with the given list of types."""
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(TYPES, types)
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_MAIN = f'<Override PartName="/m.xml" ContentType="{OFFICE}.wordprocessingml.document.main+xml"/>'
VBA = "application/vnd.ms-office.vbaProject"
SPELT = f'<Types>{WORD_MAIN}<Override PartName="/v.bin" ContentType="application/vnd.ms-office.%s"/></Types>'
PREFIXED = f'<t:Types xmlns:t="urn:types"><t:Override ContentType="{VBA}"/></t:Types>'
ACTIVE = {
    "macros": minimal(f'<Types><Override PartName="/m.xml" ContentType="{MACRO}"/></Types>'),
    "macros spelt with an entity": minimal(SPELT % "vba&#80;roject"),
    "macros spelt with another entity": minimal(SPELT % "&#x76;ba&#x50;roject"),
    "macros in capitals": minimal(SPELT % "VBAPROJECT"),
    "macros in single quotes": minimal((SPELT % "vbaProject").replace('"', "'")),
    "macros in UTF-16": minimal((SPELT % "vbaProject").encode("utf-16")),
    "macros under a prefix": minimal(PREFIXED),
    "macros by the ending of a part": letter(types=f'<Default Extension="bin" ContentType="{VBA}"/>'),
    "macros of Excel 4": letter(types=part("application/vnd.ms-excel.macrosheet+xml")),
    "an ActiveX control": letter(types=part("application/vnd.ms-office.activeX+xml")),
    "an OLE object by its type": letter(types=part(f"{OFFICE}.oleObject")),
    "an OLE object by its bytes": letter({"word/embeddings/picture.png": OLE}),
    "an OLE object by its relation": letter(relations=relation("oleObject", "embeddings/a.bin", outside=False)),
    "a program in an embedded package": letter({"word/embeddings/a.xlsx": minimal(SPELT % "vbaProject")}),
    "an embedded archive": letter({"word/embeddings/a.zip": minimal("<Types/>")}),
    "a template from outside": letter(relations=relation("attachedTemplate", "https://evil.example/a.dotm")),
    "a template of a share": letter(relations=relation("attachedTemplate", "file://evil.example/share/a.dotm")),
    "a template spelt with an entity": letter(relations=relation("attached&#84;emplate", "https://evil.example/a")),
    "an outside mode spelt with an entity": letter(
        relations=relation("image", "https://evil.example/a").replace("External", "&#69;xternal")
    ),
    "a picture from outside": letter(relations=relation("image", "https://evil.example/a.png")),
    "a part of the text from outside": letter(relations=relation("subDocument", "https://evil.example/a.docx")),
    "a page in the text": letter(relations=relation("aFChunk", "page.html", outside=False)),
    "a link that runs a program": letter(relations=relation("hyperlink", "ms-msdt:/id PCWDiagnostic")),
    "a link to a share": letter(relations=relation("hyperlink", "\\\\evil.example\\share\\a.exe")),
    "a link to a file": letter(relations=relation("hyperlink", "file:///C:/a.exe")),
    "a workbook elsewhere": letter(types=part(f"{OFFICE}.spreadsheetml.externalLink+xml")),
    "a link to a workbook": letter(relations=relation("externalLinkPath", "https://evil.example/a.xlsx")),
    "a query of a database": letter(types=part(f"{OFFICE}.spreadsheetml.connections+xml")),
}
DAMAGED = {
    "a declared entity": minimal(f'<!DOCTYPE Types [<!ENTITY m "macro">]>{"<Types/>"}'),
    "two lists of types": letter({TYPES.lower(): "<Types/>"}),
    "no XML": minimal(b"<Types>"),
}


def refusal_of(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        identify_file("file", [content])
    return refused.value.code


@pytest.mark.parametrize("what", ACTIVE)
def test_an_office_file_that_runs_or_fetches_something_is_refused(what: str):
    assert refusal_of(ACTIVE[what]) == "file_active"


@pytest.mark.parametrize("what", DAMAGED)
def test_an_office_file_that_programs_read_in_different_ways_is_refused(what: str):
    assert refusal_of(DAMAGED[what]) == "file_damaged"


def test_ordinary_office_files_are_taken():
    linked = letter(
        {"word/embeddings/chart.xlsx": xlsx_file(("sku",), [("A1",)]).read()},
        relations=relation("hyperlink", "https://bluekite.example/?a=1&amp;b=2")
        + relation("hyperlink", "mailto:ada@bluekite.example"),
    )
    assert identify_file("letter", [linked]).name == "letter.docx"
    assert identify_file("book", [xlsx_file(("sku", "origin"), [("A1", "=1+1")]).read()]).name == "book.xlsx"


def saved(form: str) -> bytes:
    Image.new("RGB", (40, 20)).save(file := io.BytesIO(), form)
    return file.getvalue()


def tar_of(content: bytes) -> bytes:
    with tarfile.open(fileobj=(packed := io.BytesIO()), mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(named := tarfile.TarInfo("%PDF-1.7"), io.BytesIO(content[: named.size]))
    return packed.getvalue() + content


def stored_first(content: bytes) -> bytes:
    """Return a Word document whose first part is another file, as it is."""
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_STORED) as package:
        package.writestr("a", content)
        with zipfile.ZipFile(io.BytesIO(letter())) as old:
            for name in old.namelist():
                package.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


ZIP = minimal("<a/>")
TWO = {
    "PDF and ZIP": PDF[:-6] + ZIP + b"\n%%EOF\n",
    "PNG and ZIP": saved("PNG") + ZIP,
    "JPEG and ZIP": saved("JPEG") + ZIP,
    "JPEG and Word": saved("JPEG") + letter(),
    "PNG and PDF": saved("PNG")[:33] + b"\0\0\0\x09tEXt%PDF-1.7\n" + saved("PNG")[33:],
    "JPEG and PDF": saved("JPEG")[:2] + b"\xff\xfe\x00\x0b%PDF-1.7\n" + saved("JPEG")[2:],
    "JPEG and RAR": saved("JPEG") + b"Rar!\x1a\x07\x01\x00" + b"\0" * 40,
    "PNG and 7-Zip": saved("PNG") + b"7z\xbc\xaf\x27\x1c" + b"\0" * 40,
    "JPEG and Word 97": saved("JPEG") + OLE,
    "TAR and PDF": tar_of(PDF),
    "PDF and ISO": PDF[:9] + b"\0" * (0x8001 - 9) + b"CD001" + b"\0" * 40 + PDF,
    "Word and PDF": stored_first(PDF),
    "Word and what follows": letter() + b"MZ" + b"\0" * 40,
    "ZIP and Word": letter()[:30] + letter(),
    "CSV and PDF": b"sku,origin\n%PDF-1.7,b\nA1,CN\n",
    "JPEG and a page": saved("JPEG")[:2] + b"\xff\xfe\x00\x19<script>alert(1)</script" + saved("JPEG")[2:],
    "PNG and a program of a server": saved("PNG")[:33] + b"\0\0\0\x10tEXt<?php system(1)?>" + saved("PNG")[33:],
}


@pytest.mark.parametrize("what", TWO)
def test_a_file_that_is_two_formats_at_once_is_refused(what: str):
    assert refusal_of(TWO[what]) == "file_two_types"


ONE = [PDF, PNG, saved("PNG"), saved("JPEG"), saved("PDF"), CSV, ooxml("wordprocessingml.document")]


@pytest.mark.parametrize("content", ONE)
def test_a_file_of_one_format_is_taken(content: bytes):
    assert identify_file("file", [content]).content == content


def test_an_office_file_is_unpacked_by_a_process_with_limits_and_never_in_a_request(monkeypatch: pytest.MonkeyPatch):
    """The request starts the process and does not open the package itself."""
    monkeypatch.setattr("zipfile.ZipFile.open", None)
    monkeypatch.setattr(packages, "inspect", None)
    assert identify_file("letter", [WHOLE]).name == "letter.docx"
    assert refusal_of(SWOLLEN) == "file_damaged"


WHOLE, SWOLLEN = letter(), lying(100_000, says=10)


def test_an_office_file_is_not_taken_unchecked(monkeypatch: pytest.MonkeyPatch):
    """No place for the process, a process without walls, or one that fails: the file is refused, with what to do."""
    monkeypatch.setattr(reader, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(files, "_PLACES", reader.ReaderPlaces(0))
    assert refusal_of(WHOLE) == "file_not_checked"
    for answer in ({"refused": reader.UNCONFINED}, reader.ReaderFailed()):
        monkeypatch.setattr(files, "_PLACES", Answering(answer))
        assert refusal_of(WHOLE) == "file_not_checked"
    monkeypatch.setattr(files, "_PLACES", Answering(reader.ReaderStopped()))
    assert refusal_of(WHOLE) == "file_damaged"


class Answering:
    """Places where each process gives the same answer, or ends in the same way."""

    def __init__(self, answer: dict[str, str] | Exception) -> None:
        self.answer = answer

    def read(self, *_asked: object) -> tuple[dict[str, str], bytes]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, b""
