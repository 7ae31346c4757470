"""Which copies and changes a server is restored from, and which are deleted."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.backups import BackupError, moment_of, name_of
from config.backups.server import CHANGES, Copy, _chain_for, _changes_bring, chains_of, copies_thin

DAY = timedelta(days=1)
FIRST = datetime(2026, 12, 1, 22, 10, 5, 310742, tzinfo=UTC)
SEGMENT_BYTES = 2**24


def copy_made(folder: Path, moment: datetime, *, segment: int, since: bool = False, timeline: int = 1) -> Copy:
    """Make the folder of a copy that begins with a file of changes."""
    place = folder / f"timeline-{timeline}" / name_of(moment)
    place.mkdir(parents=True)
    label = f"START WAL LOCATION: 0/2000028 (file {timeline:08X}00000000{segment:08X})\n"
    (place / "backup_label").write_text(label + "INCREMENTAL FROM LSN: 0/2000028\n" * since)
    return Copy(place)


def segment_made(folder: Path, place: int, block: int = 0, ending: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"00000001{block:08X}{place:08X}{ending}").open("wb") as file:
        file.truncate(SEGMENT_BYTES)


@pytest.fixture
def copies(tmp_path: Path) -> list[Copy]:
    """Make two chains, of three copies and of two, a day apart."""
    return [
        copy_made(tmp_path, FIRST + number * DAY, segment=10 * number + 1, since=number not in {0, 3})
        for number in range(5)
    ]


def test_name_of_a_moment_names_it_again_and_sorts_as_it_does():
    moments = [FIRST + number * timedelta(microseconds=1) for number in range(3)]
    assert [moment_of(name_of(moment)) for moment in moments] == moments
    assert sorted(map(name_of, moments)) == list(map(name_of, moments))


def test_chain_begins_with_a_full_copy(tmp_path, copies):
    assert chains_of(tmp_path) == [copies[:3], copies[3:]]


@pytest.mark.parametrize(
    ("after", "chosen"),
    [(0 * DAY, slice(0, 1)), (1.5 * DAY, slice(0, 2)), (2.9 * DAY, slice(0, 3)), (3 * DAY, slice(3, 4))],
    ids=str,
)
def test_chain_for_a_moment_ends_with_the_newest_copy_that_was_complete_by_then(tmp_path, copies, after, chosen):
    assert _chain_for(tmp_path, FIRST + after) == copies[chosen]


def test_chain_for_the_last_change_is_the_newest(tmp_path, copies):
    assert _chain_for(tmp_path, None) == copies[3:]


def test_chain_for_a_moment_before_the_first_copy_is_refused(tmp_path, copies):
    with pytest.raises(BackupError, match="holds no copy of the server from before"):
        _chain_for(tmp_path, FIRST - timedelta(seconds=1))


def test_chain_of_a_restored_server_is_of_its_own_timeline(tmp_path, copies):
    restored = copy_made(tmp_path, FIRST + 5 * DAY, segment=40, timeline=2)
    assert _chain_for(tmp_path, None) == [restored]
    assert _chain_for(tmp_path, FIRST + 4.5 * DAY) == copies[3:]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make the data of a server that a copy brought, with the file of changes that was written during the copy."""
    data = tmp_path / "data"
    segment_made(data / "pg_wal", 0xFE)
    return data


def test_changes_are_brought_from_the_first_that_the_copy_needs_with_the_unfinished_one(tmp_path, data):
    copy = copy_made(tmp_path, FIRST, segment=0xFE)
    for place, block, ending in ((0xFD, 0, ""), (0xFE, 0, ""), (0xFF, 0, ""), (0, 1, ""), (1, 1, ".partial")):
        segment_made(copy.changes, place, block, ending)
    _changes_bring(copy, data)
    brought = sorted(path.name[8:] for path in (data / CHANGES).iterdir())
    assert brought == ["00000000000000FE", "00000000000000FF", "0000000100000000", "0000000100000001"]


def test_changes_that_were_not_received_are_told_instead_of_restoring_less(tmp_path, data):
    copy = copy_made(tmp_path, FIRST, segment=0xFE)
    segment_made(copy.changes, 1, 1)
    with pytest.raises(BackupError, match="between 0000000100000000000000FE and 000000010000000100000001 were not"):
        _changes_bring(copy, data)


def test_thinning_deletes_a_chain_only_once_the_next_one_is_older_than_what_is_kept(tmp_path, copies):
    for number in range(50):
        segment_made(copies[0].changes, number)
    assert copies_thin(tmp_path, before=FIRST + 2.9 * DAY) == []
    assert copies_thin(tmp_path, before=FIRST + 3 * DAY) == copies[2::-1]
    assert chains_of(tmp_path) == [copies[3:]]
    # The first one needs all changes since it began.
    assert min(path.name for path in copies[3].changes.iterdir()) == copies[3].first_segment


def test_thinning_takes_an_old_timeline_away_with_its_changes(tmp_path, copies):
    segment_made(copies[0].changes, 1)
    kept = copy_made(tmp_path, FIRST + 5 * DAY, segment=40, timeline=2)
    copies_thin(tmp_path, before=FIRST + 5 * DAY)
    assert (chains_of(tmp_path), (tmp_path / "timeline-1").exists()) == ([[kept]], False)


@pytest.mark.parametrize("text", ["yesterday", "2026-12-01T22:10:05", "2026-13-01T22:10:05Z"])
def test_restoration_to_no_moment_is_refused_before_anything_stops(tmp_path, text):
    with pytest.raises(CommandError, match="names no moment"):
        call_command("restore", str(tmp_path), "--until", text)


def test_restoration_into_data_that_are_there_is_refused(tmp_path, copies):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").touch()
    with pytest.raises(CommandError, match="is not empty"):
        call_command("restore", str(tmp_path), "--into", str(tmp_path / "data"))


NOWHERE = "postgres://nobody:secret@127.0.0.1:1/nothing"


def test_copy_of_a_server_that_does_not_answer_is_refused_without_its_password(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_BACKUP_URL", NOWHERE)
    with pytest.raises(CommandError, match="The database server does not answer") as refused:
        call_command("backup", str(tmp_path))
    assert "secret" not in str(refused.value)


def test_follower_of_a_server_that_does_not_answer_tries_again(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_BACKUP_URL", NOWHERE)
    waits = iter([None, None, KeyboardInterrupt])

    def wait(_seconds: float) -> None:
        if end := next(waits):
            raise end

    monkeypatch.setattr("config.backups.management.commands.backup.time.sleep", wait)
    told = StringIO()
    with pytest.raises(KeyboardInterrupt):
        call_command("backup", str(tmp_path), "--follow", stderr=told)
    assert told.getvalue().count("The database server does not answer") == 3


def test_copy_whose_full_one_is_gone_is_told(tmp_path):
    lone = copy_made(tmp_path, FIRST, segment=1, since=True)
    with pytest.raises(CommandError, match="no longer there"):
        call_command("restore", str(tmp_path), "--into", str(tmp_path / "data"))
    assert lone.folder.exists()
