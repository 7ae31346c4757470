import io
import zipfile

import pytest

from apps.core.errors import Invalid
from apps.core.files import EXTENSIONS, identified
from tests.applications.answers import CSV, JPEG, PDF, PNG, ooxml

GOOD = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": JPEG,
    ".docx": ooxml("wordprocessingml.document"),
    ".xlsx": ooxml("spreadsheetml.sheet"),
    ".csv": CSV,
}
ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as _archive:
    _archive.writestr("a.txt", "a")
BAD = {
    "page.pdf": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "program.pdf": b"MZ\x90\x00" + b"\0" * 200,
    "letter.docx": ARCHIVE.getvalue(),
    "plain.csv": b"Hello there\nthis is no table\n",
    "moving.jpg": b"GIF89a" + b"\0" * 40,
}


def test_every_accepted_type_has_a_sample():
    assert set(GOOD) == set(EXTENSIONS.values())


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_is_known_by_its_content_not_its_name(extension: str):
    file = identified("holiday.exe", [GOOD[extension]])
    assert file.extension == extension
    assert file.content == GOOD[extension]
    assert len(file.sha256) == 64


@pytest.mark.parametrize("name", BAD)
def test_another_type_is_refused_whatever_its_name_says(name: str):
    with pytest.raises(Invalid) as refused:
        identified(name, [BAD[name]])
    assert refused.value.code == "file_type"
    assert name in str(refused.value.message)
    assert "PDF" in str(refused.value.message)


def test_an_empty_file_is_refused():
    with pytest.raises(Invalid, match="empty"):
        identified("nothing.pdf", [])


def test_a_large_file_is_refused_before_it_is_read_whole(settings):
    settings.EVIDENCE_MAX_BYTES = 2**20
    chunks = iter([PDF, b"\0" * 2**20, b"never read"])
    with pytest.raises(Invalid, match="larger than 1 MB"):
        identified("big.pdf", chunks)
    assert list(chunks) == [b"never read"]


def test_an_office_file_that_swells_is_not_opened(monkeypatch):
    monkeypatch.setattr("apps.core.files.LARGEST_UNPACKED", 100)
    with pytest.raises(Invalid):
        identified("bomb.docx", [ooxml("wordprocessingml.document")])
