"""The room on the disk for files: what is sent while there is none is refused, and leaves nothing behind."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

import structlog
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.errors import DomainError

log = structlog.get_logger(__name__)

# The disk is full, the quota of its user is used up, or the process may write no larger file.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The staff have to make room first.
RETRY_SECONDS = 120

_was_lacking: ContextVar[bool] = ContextVar("room_was_lacking", default=False)


class NoRoom(DomainError):
    """There is no room for a file that was sent: the disk is full, or the store of files does not take any."""

    status = 503
    code = "no_room"

    def __init__(self, reason: str = "") -> None:
        super().__init__(_("We can't take files right now, so this was not saved. Please try again in a few minutes."))
        _was_lacking.set(True)
        log.error("no_room", reason=reason)


class FilesAway(Exception):
    """The store of files does not give a file that may be there, nor delete one. The message says why."""


class RoomMiddleware:
    """Tell a refusal for lack of room as the site's fault and not the sender's: by 503, with the time to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _was_lacking.set(False)
        response = self.get_response(request)
        if _was_lacking.get() and response.status_code >= HTTPStatus.BAD_REQUEST:
            response.status_code = NoRoom.status
            response["Retry-After"] = str(RETRY_SECONDS)
        return response


class LostBody:
    """The body of a request for which there was no room. Whoever reads the body is refused."""

    def seek(self, _place: int) -> None:
        return None

    def read(self, _size: int = -1) -> NoReturn:
        raise NoRoom

    readline = read


def lack_of_room(error: BaseException | None) -> NoRoom | None:
    """Return the refusal for an error that says that the disk has no room; None for any other error."""
    if isinstance(error, OSError) and error.errno in FULL:
        return NoRoom()
    return error if isinstance(error, NoRoom) else None


@contextmanager
def room_needed() -> Iterator[None]:
    """Raise NoRoom where a file can't be written for lack of room. Also a decorator."""
    try:
        yield
    except OSError as error:
        if (lacking := lack_of_room(error)) is None:
            raise
        raise lacking from error


@contextmanager
def given_back(undo: Callable[[], object]) -> Iterator[None]:
    """Take back by `undo`, where writing a file fails, what was written: else the cut bytes keep a full disk full."""
    try:
        yield
    except BaseException:
        with suppress(FileNotFoundError):
            undo()
        raise


def disk_sync(path: Path) -> None:
    """Have a file, and its name in the folder, lie on the disk when this returns."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class WholeFileStorage(FileSystemStorage):
    """The folder of files, in which each file is whole, and on the disk, or not there. Names are random, so a cut file
    is nobody else's.

    Raises NoRoom.
    """

    def _save(self, name: str, content: File) -> str:
        with room_needed(), given_back(lambda: self.delete(name)):
            # pyrefly: ignore[missing-attribute] (no part of the stubs)
            kept = super()._save(name, content)
            disk_sync(Path(self.path(kept)))
            return kept
