"""Copies of the files that the database names: what people sent, seals, archived months."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from config.backups import moment_of, name_of


def files_copy(folder: Path, name: str, source: Path) -> int:
    """Copy the files of a folder that are new or have changed; return how many."""
    target = folder / "files" / name
    copied = 0
    for path in _files_of(source):
        copy = target / path
        try:
            if not _is_same(source / path, copy):
                _copy_whole(source / path, copy)
                copied += 1
        except FileNotFoundError:
            # Deleted since it was listed.
            continue
    return copied


def files_set_aside(folder: Path, name: str, source: Path, *, at: datetime) -> int:
    """Set the copies aside whose files the program no longer has; return how many.

    None, if the folder itself is away: a disk that is not mounted has deleted nothing.
    """
    if not source.is_dir():
        return 0
    kept, target = folder / "files" / name, folder / "removed" / name_of(at) / name
    gone = [path for path in _files_of(kept) if not (source / path).exists()]
    for path in gone:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (kept / path).rename(target / path)
    return len(gone)


def removed_thin(folder: Path, *, before: datetime) -> None:
    """Delete the copies of files that the program no longer had at a moment."""
    for place in (folder / "removed").glob("*"):
        if moment_of(place.name) <= before:
            shutil.rmtree(place)


def files_restore(folder: Path, name: str, into: Path, *, until: datetime | None) -> int:
    """Bring back the files that a folder lacks, those too that were deleted after `until`; return how many.

    A file that is there stays as it is: nothing that is newer than its copy is lost.
    """
    kept = [folder / "files" / name]
    if until is not None:
        # The earliest first: it is the file as it was the nearest to the moment.
        late = (place for place in sorted((folder / "removed").glob("*")) if moment_of(place.name) > until)
        kept += [place / name for place in late]
    brought = 0
    for source in kept:
        for path in _files_of(source):
            if not (into / path).exists():
                _copy_whole(source / path, into / path)
                brought += 1
    return brought


def _files_of(folder: Path) -> Iterator[Path]:
    for place, _folders, names in folder.walk():
        for name in names:
            yield (place / name).relative_to(folder)


def _is_same(file: Path, copy: Path) -> bool:
    here = file.stat()
    try:
        there = copy.stat()
    except FileNotFoundError:
        return False
    return (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)


def _copy_whole(file: Path, copy: Path) -> None:
    """Copy a file under its name only once all of it is there."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    draft = copy.with_name(f".{copy.name}.draft")
    shutil.copy2(file, draft)
    draft.rename(copy)
