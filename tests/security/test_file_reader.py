"""A file that takes over the program that reads files finds nothing to read, to call or to change."""

import io
import os
import shutil
from pathlib import Path

import docx
import pytest
from django.core.checks import Error
from django.core.files.base import ContentFile
from PIL import Image

from apps.applications.models import Evidence
from apps.core import reader
from apps.core.checks import confined_reader_check
from apps.core.files import EXCEL, WORD
from apps.core.previews import PreviewRefusal, PreviewRefused, picture, preview
from apps.core.spreadsheets import xlsx_file
from apps.desk.files import REFUSED

# What code inside the reader tries. `secret` and `folder` are paths; `parent` is the process of the site.
ATTACKS = {
    "read a secret of the site": "open(secret).read()",
    "read a secret through a link of its own process": "open(f'/proc/self/root{secret}').read()",
    "read the environment of the site": "open(f'/proc/{parent}/environ').read()",
    "read its own memory": "open('/proc/self/mem', 'rb')",
    "list a folder": "os.listdir('/')",
    "write a file": "open(folder + '/written', 'w')",
    "write a file into a folder of fonts": "open('/usr/share/fonts/written', 'w')",
    "delete a file": "os.unlink(secret)",
    "let others read a secret": "os.chmod(secret, 0o777)",
    "reach the network": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "send a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "reach a service of the machine": "socket.socket(socket.AF_UNIX)",
    "start a process": "os.fork()",
    "start a thread": "_thread.start_new_thread(print, ())",
    "run a program": "os.execv('/bin/true', ['true'])",
    "end the site": "os.kill(parent, 0)",
    "become root": "os.setuid(0)",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "take a descriptor of the site": "os.pidfd_open(parent)",
    "map shared memory": "os.memfd_create('a')",
    "call the kernel by its other table": "called(0x40000000 + 41, 2, 1, 0)",
    "trace a process": "called({'x86_64': 101, 'aarch64': 117}[machine], 16, parent, 0, 0)",
}
HOSTILE = """
import _thread, ctypes, os, platform, resource, socket, walls

secret, folder, parent, attacks = {secret!r}, {folder!r}, {parent}, {attacks!r}
machine = platform.machine()
libc = ctypes.CDLL(None, use_errno=True)
{before}

def called(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def outcome(attack):
    try:
        return str(eval(attack))
    except (OSError, RuntimeError, ValueError) as refusal:
        return type(refusal).__name__

def draw_table(*_page):
    return {{"pages": 1, "rows": [[name, outcome(attacks[name])] for name in attacks]}}, b""

RENDERERS["text/csv"] = draw_table
"""
# The kernel says PermissionError; Python says RuntimeError for a thread and ValueError for a limit.
REFUSALS = {"PermissionError", "RuntimeError", "ValueError"}
PDF_TYPE = "application/pdf"


def sent(content: bytes, content_type: str) -> Evidence:
    file = Evidence(name="license", content_type=content_type)
    file.file.save("a", ContentFile(content), save=False)
    return file


def taken_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, attacks: dict[str, str], *, before: str = ""
) -> dict[str, str]:
    """Draw a table with a reader that a file took over; return what came of each attack."""
    program = tmp_path / "reader"
    shutil.copytree(reader.READER, program)
    secret = tmp_path / "secret"
    secret.write_text("FIELD_KEYS=abc")
    with (program / "drawings.py").open("a") as drawings:
        drawings.write(
            HOSTILE.format(secret=str(secret), folder=str(tmp_path), parent=os.getpid(), attacks=attacks, before=before)
        )
    monkeypatch.setattr(reader, "READER", program)
    rows = preview(sent(b"a,b\n", "text/csv")).rows
    assert rows is not None
    assert secret.read_text() == "FIELD_KEYS=abc"
    return dict(rows)


def test_code_in_the_reader_reaches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    came_of = taken_over(monkeypatch, tmp_path, ATTACKS)
    assert {name: outcome for name, outcome in came_of.items() if outcome not in REFUSALS} == {}
    assert came_of.keys() == ATTACKS.keys()


def test_the_rules_on_files_hold_without_the_filter_of_system_calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    on_files = {name: attack for name, attack in ATTACKS.items() if "open(" in attack and "os." not in attack}
    assert len(on_files) > 4
    came_of = taken_over(monkeypatch, tmp_path, on_files, before="walls._filter = lambda *_numbers: None")
    assert set(came_of.values()) == {"PermissionError"}


def test_the_reader_has_no_environment_no_files_and_is_not_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("FIELD_KEYS", "abc")
    seen = taken_over(
        monkeypatch,
        tmp_path,
        {
            "root": "0 in os.getresuid() + os.getresgid() + tuple(os.getgroups())",
            "variables": "sorted(name for name in os.environ if name != 'LC_CTYPE')",
            "files": "[place for place in range(3, 200) if not outcome(f'os.fstat({place})') == 'OSError']",
            "processes": "resource.getrlimit(resource.RLIMIT_NPROC)",
        },
        before="walls._filter = lambda *_numbers: None",
    )
    assert seen == {"root": "False", "variables": "[]", "files": "[]", "processes": "(0, 0)"}


def unembedded_font() -> bytes:
    """Return a PDF whose text is in a Chinese font that it names and does not bring."""
    name = b"/STSong-Light"
    system = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    text = b"BT /F1 40 Tf 20 40 Td <%s> Tj ET" % "中国出口".encode("utf-16-be").hex().encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>" % name,
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont%s%s/FontDescriptor 7 0 R>>" % (name, system),
        b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/StemV 80>>" % name,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(parts, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size 8/Root 1 0 R>>\n%%EOF\n"


def saved(form: str, mode: str, **written: object) -> bytes:
    Image.new(mode, (40, 20)).save(file := io.BytesIO(), form, **written)
    return file.getvalue()


def turned() -> Image.Exif:
    """Return the facts of a photograph that lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def letter() -> bytes:
    written = docx.Document()
    written.add_paragraph("Dear officer,")
    written.add_table(2, 2).cell(0, 0).text = "A1"
    written.save(file := io.BytesIO())
    return file.getvalue()


PICTURES = {
    **{f"PNG {mode}": ("image/png", saved("PNG", mode)) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    **{f"JPEG {mode}": ("image/jpeg", saved("JPEG", mode)) for mode in ("L", "RGB", "CMYK")},
    "PNG turned": ("image/png", saved("PNG", "RGB", exif=turned())),
    "JPEG turned": ("image/jpeg", saved("JPEG", "RGB", exif=turned())),
    "JPEG of two pictures": (
        "image/jpeg",
        saved("MPO", "RGB", save_all=True, append_images=[Image.new("RGB", (4, 4))]),
    ),
    "PDF of a scan": (PDF_TYPE, saved("PDF", "RGB")),
    "PDF with a font of the system": (PDF_TYPE, unembedded_font()),
}
TEXTS = {
    **{f"CSV {name}": ("text/csv", "sku,é\nA1,茶\n".encode(name)) for name in ("utf-8-sig", "utf-16", "gb18030")},
    "CSV cp1252": ("text/csv", "sku,é\nA1,ü\n".encode("cp1252")),
    "workbook": (EXCEL, xlsx_file(("sku", "origin"), [("A1", "CN")]).read()),
    "letter": (WORD, letter()),
}


@pytest.mark.parametrize("name", PICTURES)
def test_each_kind_of_picture_is_drawn_behind_the_walls(name: str):
    content_type, content = PICTURES[name]
    with Image.open(io.BytesIO(picture(sent(content, content_type)))) as drawn:
        assert drawn.format == "PNG"


@pytest.mark.parametrize("name", TEXTS)
def test_each_kind_of_text_is_read_behind_the_walls(name: str):
    content_type, content = TEXTS[name]
    shown = preview(sent(content, content_type))
    assert (shown.rows and shown.rows[1][0] == "A1") or "A1" in str(shown.paragraphs)


@pytest.mark.parametrize("missing", ["ARCHITECTURES = {}", "PR_SET_SECCOMP = 0"])
def test_no_file_is_read_where_the_kernel_builds_no_walls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
):
    assert confined_reader_check(None) == []
    with pytest.raises(PreviewRefused) as refused:
        taken_over(monkeypatch, tmp_path, {}, before=f"walls.{missing}")
    assert refused.value.why is PreviewRefusal.UNCONFINED
    assert "No file can be shown" in str(REFUSED[PreviewRefusal.UNCONFINED])
    assert [type(found) for found in confined_reader_check(None)] == [Error]
