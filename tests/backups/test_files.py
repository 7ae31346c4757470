"""Copies of files: all that were there at a moment come back, and nothing that is there is written over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.backups.files import files_copy, files_restore, files_set_aside, removed_thin

MOMENT = datetime(2026, 12, 1, 22, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    media = tmp_path / "media"
    (media / "deep").mkdir(parents=True)
    (media / "kept").write_text("kept")
    (media / "deep" / "deleted").write_text("deleted")
    return media


@pytest.fixture
def backups(tmp_path: Path, media: Path) -> Path:
    """Copy the files, delete one, and set its copy aside."""
    backups = tmp_path / "backups"
    assert files_copy(backups, "media", media) == 2
    (media / "deep" / "deleted").unlink()
    assert files_set_aside(backups, "media", media, at=MOMENT) == 1
    return backups


def test_files_are_copied_once_and_again_when_they_change(backups, media):
    assert files_copy(backups, "media", media) == 0
    (media / "kept").write_text("changed")
    assert files_copy(backups, "media", media) == 1
    assert (backups / "files" / "media" / "kept").read_text() == "changed"


@pytest.mark.parametrize(
    ("until", "brought"),
    [(None, {"kept"}), (MOMENT - HOUR, {"kept", "deep/deleted"}), (MOMENT + HOUR, {"kept"})],
    ids=["now", "before it was deleted", "after it was deleted"],
)
def test_files_come_back_as_they_were_at_a_moment(backups, tmp_path, until, brought):
    into = tmp_path / "into"
    assert files_restore(backups, "media", into, until=until) == len(brought)
    assert {str(path.relative_to(into)) for path in into.rglob("*") if path.is_file()} == brought


def test_files_that_are_there_are_not_written_over(backups, media):
    (media / "kept").write_text("newer than its copy")
    assert files_restore(backups, "media", media, until=None) == 0
    assert (media / "kept").read_text() == "newer than its copy"


def test_files_of_a_disk_that_is_not_mounted_are_not_set_aside(backups, media):
    media.rename(media.with_name("elsewhere"))
    assert files_set_aside(backups, "media", media, at=MOMENT + HOUR) == 0
    assert files_restore(backups, "media", media, until=None) == 1


def test_files_set_aside_are_deleted_once_no_kept_moment_needs_them(backups, tmp_path):
    removed_thin(backups, before=MOMENT - HOUR)
    assert files_restore(backups, "media", tmp_path / "first", until=MOMENT - HOUR) == 2
    removed_thin(backups, before=MOMENT)
    assert files_restore(backups, "media", tmp_path / "second", until=MOMENT - HOUR) == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_files_on_an_s3_api_are_not_taken_for_a_folder(command, tmp_path):
    with pytest.raises(CommandError, match="no backup holds files on an S3 API"):
        call_command(command, str(tmp_path), "--archives=s3://bucket/prefix")
