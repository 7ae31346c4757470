"""The places of the files of archived months: a folder, or the objects below `s3://BUCKET/PREFIX`.

A place is named by a text, or by a path. The names of files have the digests of their content, and nothing replaces a
file by another.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput, NotFound
from apps.core.room import disk_sync, given_back

if TYPE_CHECKING:
    from apps.core.s3 import S3Files

SCHEME = "s3://"


class ArchivePlace(Protocol):
    """What archives need of a place."""

    def draft(self, name: str) -> AbstractContextManager[Path]:
        """Give the path at which a file is begun. What lies there in the end, and is not kept, is deleted."""
        ...

    def keep(self, draft: Path, name: str, sha256: str) -> None:
        """Keep a draft under a name; the file has lasted when this returns."""
        ...

    def path_of(self, name: str, sha256: str) -> Path:
        """Return the path at which a file with a digest is read on this machine.

        Raises NotFound for a missing file, and Invalid for one with another digest.
        """
        ...


def place_of(address: Path | str) -> ArchivePlace:
    """Return the place that an address names; raise Invalid for one without a bucket."""
    if not str(address).startswith(SCHEME):
        return _Folder(Path(address))
    # The library of the store takes half a second, and memory.
    from apps.core.s3 import S3Files

    try:
        return _Bucket(str(address).rstrip("/"), S3Files(str(address)))
    except ImproperlyConfigured as error:
        raise InvalidInput(str(error)) from error


def file_digest(path: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Folder:
    folder: Path

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        with given_back(path.unlink):
            yield path

    def keep(self, draft: Path, name: str, sha256: str) -> None:
        disk_sync(draft)
        disk_sync(draft.rename(self.folder / name))

    def path_of(self, name: str, sha256: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise _missing(str(path))
        _digest_require(path, sha256, str(path))
        return path


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Objects of an S3 API. This machine keeps a copy of each that was read, which may be deleted at any time."""

    address: str
    store: "S3Files"

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        with TemporaryDirectory() as folder:
            yield Path(folder) / name

    def keep(self, draft: Path, name: str, sha256: str) -> None:
        from apps.core.s3 import NameTaken

        # A run that was killed has left the same file, or else the look at it refuses.
        with draft.open("rb") as file, suppress(NameTaken):
            self.store.save(name, File(file))
        self.path_of(name, sha256)

    def path_of(self, name: str, sha256: str) -> Path:
        copies = settings.LOCAL_DIR / "archives"
        path = copies / name
        if path.is_file() and file_digest(path) == sha256:
            return path
        copies.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=copies) as folder:
            copy, told = Path(folder) / name, f"{self.address}/{name}"
            try:
                with self.store.open(name) as stored, copy.open("wb") as file:
                    file.writelines(stored.chunks())
            except FileNotFoundError:
                raise _missing(told) from None
            _digest_require(copy, sha256, told)
            return copy.replace(path)


def _missing(told: str) -> NotFound:
    return NotFound(_("There is no file %(path)s.") % {"path": told})


def _digest_require(path: Path, sha256: str, told: str) -> None:
    if file_digest(path) != sha256:
        raise InvalidInput(
            _("The file %(path)s is not the one that was archived: its SHA-256 digest is another.") % {"path": told}
        )
