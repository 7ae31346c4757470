"""Files of people who must not be known by them: nothing of the camera, the author or the name is left."""

import io

import pytest
from PIL import Image

from apps.core.errors import InvalidInput
from apps.core.files import identify_file
from apps.core.redrawn_files import file_redraw
from tests import badfiles
from tests.applications.answers import CSV

SECRETS = (b"Zephyrine", b"Quill", b"Canon")


def photo(form: str = "JPEG") -> bytes:
    """Return a picture with the place, the camera and the owner in it."""
    picture, written = Image.new("RGB", (90, 60), "red"), io.BytesIO()
    facts = picture.getexif()
    facts[0x010F], facts[0x013B], facts[0x010E] = "Canon", "Zephyrine Quill", "Quill at home"
    facts.get_ifd(0x8825)[1] = "N"
    picture.save(written, form, exif=facts)
    return written.getvalue()


def pdf(pages: int = 2) -> bytes:
    written, page = io.BytesIO(), Image.new("RGB", (200, 300), "white")
    page.save(
        written, "PDF", save_all=True, append_images=[page] * (pages - 1), author="Zephyrine Quill", creator="Canon"
    )
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "made"),
    [
        ("quill at home.jpg", photo(), "file-3.png"),
        ("quill.png", photo("PNG"), "file-3.png"),
        ("quill.pdf", pdf(), "file-3.pdf"),
    ],
)
def test_a_file_drawn_anew_has_nothing_of_who_made_it(name: str, content: bytes, made: str) -> None:
    drawn = file_redraw(identify_file(name, [content]), 3)
    assert drawn.name == made
    assert not [secret for secret in SECRETS if secret in drawn.content]
    assert identify_file(drawn.name, [drawn.content]).content_type == drawn.content_type
    if made.endswith("png"):
        with Image.open(io.BytesIO(drawn.content)) as read:
            assert (read.size, read.info, dict(read.getexif())) == ((90, 60), {}, {})


def test_a_table_stays_and_loses_its_name() -> None:
    drawn = file_redraw(identify_file("quill.csv", [CSV]), 1)
    assert (drawn.name, drawn.content) == ("file-1.csv", CSV)


def test_an_office_file_is_refused_since_it_names_its_author() -> None:
    with pytest.raises(InvalidInput, match="can show who wrote them"):
        file_redraw(identify_file("quill.docx", [badfiles.word()]), 1)


def test_a_long_document_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too many pages"):
        file_redraw(identify_file("long.pdf", [pdf(21)]), 1)


def test_a_damaged_picture_is_refused() -> None:
    cut = photo("PNG")[:60] + b"IEND"
    with pytest.raises(InvalidInput, match="damaged"):
        file_redraw(identify_file("cut.png", [cut]), 1)
