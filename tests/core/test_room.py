"""A file for which the disk has no room is refused by name, and leaves none of its bytes behind."""

import errno
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.core.room import NoRoom, lack_of_room, room_needed
from apps.core.spreadsheets import xlsx_file
from apps.ledger.archive_files import archive_write
from apps.seals.folder import days_published, file_publish
from tests.disks import CUT, room_for_small_files

pytestmark = pytest.mark.django_db(databases=[])
LARGE = b"x" * (2 * CUT)
# Text that nothing compresses below the room there is.
NOISE = random.Random(1).randbytes(4 * CUT).hex()


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.SEALS_FOLDER = tmp_path, tmp_path
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_is_cut_by_a_full_disk_is_deleted(folder: Path) -> None:
    with room_for_small_files(), pytest.raises(NoRoom):
        default_storage.save("uploads/a.pdf", ContentFile(LARGE))
    assert not files(folder)
    default_storage.save("uploads/a.pdf", ContentFile(LARGE))
    assert [path.read_bytes() for path in files(folder)] == [LARGE]


def test_a_file_whose_content_fails_on_the_way_is_deleted(folder: Path) -> None:
    class Broken(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"x"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        default_storage.save("uploads/a.pdf", Broken(b""))
    assert not files(folder)


def test_the_file_of_a_month_that_is_cut_is_deleted(folder: Path) -> None:
    with room_for_small_files(), pytest.raises(OSError, match="too large"):
        archive_write(
            folder=folder,
            month=date(2026, 1, 1),
            head={"columns": {"description": "text"}},
            content_sha256="0" * 64,
            lines=[f'"{NOISE}"\n'.encode()],
        )
    assert not files(folder)


def test_a_seal_that_is_cut_is_not_published(folder: Path) -> None:
    with room_for_small_files(), pytest.raises(OSError, match="too large"):
        file_publish(date(2026, 1, 1), LARGE)
    assert not days_published()


def test_a_workbook_without_room_tells_the_error_of_the_disk() -> None:
    with room_for_small_files(), pytest.raises(OSError, match="too large") as raised:
        xlsx_file(["text"], [[NOISE[place : place + 30_000]] for place in range(0, 8 * CUT, 30_000)])
    assert lack_of_room(raised.value)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_errors_of_a_full_disk_are_told_as_lack_of_room(number: int) -> None:
    with pytest.raises(NoRoom), room_needed():
        raise OSError(number, "secret")


def test_another_error_of_the_disk_is_no_lack_of_room() -> None:
    with pytest.raises(PermissionError), room_needed():
        raise PermissionError(errno.EACCES, "secret")
