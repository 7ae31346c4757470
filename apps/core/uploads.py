"""Uploads: the columns that every table of files has, and how files are accepted, kept and cleaned up."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from apps.core import clock, quotas
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile, identify_file
from apps.core.room import NoRoom
from apps.core.triggers import append_only

# The name and the content of a file that was sent.
type IncomingFile = tuple[str, Iterable[bytes]]

# How many files a record may have: an answer, a response, an appeal, the evidence of a criterion.
MAX_FILES = 20
# How many files may be sent with a form.
MAX_FILES_AT_ONCE = 10

_written: ContextVar[list[FieldFile] | None] = ContextVar("files_written", default=None)


class WrittenFile(FieldFile):
    """A file that reports to `atomic_with_files` once it is written to disk."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        super().save(name, content, save)
        if (written := _written.get()) is not None:
            written.append(self)


class WrittenFileField(models.FileField):
    """A field of files that report that they were written. Migrations see a plain file field."""

    attr_class = WrittenFile

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.FileField", arguments, options


class Upload(models.Model):
    """A file that somebody sent. Its bytes decide `content_type`, not its name; on disk the file has a random name.

    `belongs_to` is the path to the record that names the business whose file it is. Rows never change, unless a table
    with a `Meta` of its own says otherwise.
    """

    belongs_to: ClassVar[str]

    file = WrittenFileField(upload_to="uploads/%Y/%m/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
        triggers = append_only()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the file; a new one of a business counts for its day. Raises Conflict beyond what a day may have."""
        if self._state.adding and self.business_id is not None and not self.uploaded_by.is_staff:
            quotas.uploads_charge(self.business_id, size=self.size)
        super().save(*args, **kwargs)

    @property
    def business_id(self) -> int | None:
        """Return the key of the business whose file it is; None for evidence against a seller of no business."""
        return attrgetter(f"{self.belongs_to}.shipper_id")(self)

    @property
    def fingerprint(self) -> str:
        """Return the first 12 digits of the SHA-256 digest, by which people compare two files."""
        return self.sha256[:12]


def upload_columns(file: IdentifiedFile) -> dict[str, Any]:
    """Return the values of an upload's columns for a file."""
    return {
        "file": ContentFile(file.content, name=f"{uuid4().hex}{file.extension}"),
        "name": file.name,
        "content_type": file.content_type,
        "size": len(file.content),
        "sha256": file.sha256,
    }


def files_limit_check(count: int, limit: int = MAX_FILES) -> None:
    """Raise Invalid, beside the field `files`, if more files come together than the limit allows."""
    if count > limit:
        message = _("No more than %(limit)d files can be added here. Send the most important ones.") % {"limit": limit}
        raise InvalidInput(message, code="too_many_files", fields={"files": [message]})


def files_add[File: Upload](kept: models.Manager[File], files: Sequence[IdentifiedFile], actor: models.Model) -> None:
    """Add files that a person sent to the files of a record; raise Invalid if these are too many then."""
    files_limit_check(kept.count() + len(files))
    for file in files:
        kept.create(uploaded_by=actor, **upload_columns(file))


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """Open a transaction that deletes the files written in it if it fails. Also a decorator."""
    outer, written = _written.get(), []
    token = _written.set(written)
    try:
        with transaction.atomic():
            try:
                yield
            except BaseException:
                # Only here is it certain that the transaction will not be committed.
                for file in written:
                    file.storage.delete(file.name)
                raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer += written


def incoming_files(uploads: Iterable[UploadedFile]) -> list[IncomingFile]:
    """Return the files of a request in the form that services take."""
    return [(upload.name or "", upload.chunks()) for upload in uploads]


def accept_files[Taken](
    files: Iterable[IncomingFile], take: Callable[[str, Iterable[bytes]], Taken] = identify_file
) -> tuple[list[Taken], list[str]]:
    """Give the name and content of each file to `take`; return the results, and the messages for refused files.

    A refused file does not stop the others. A message that several files share is returned once.
    """
    taken, refused = [], []
    for name, chunks in files:
        try:
            taken.append(take(name, chunks))
        except (Conflict, InvalidInput, NoRoom) as refusal:
            refused.append(str(refusal.message))
    return taken, list(dict.fromkeys(refused))


@contextmanager
def file_on_disk(file: FieldFile) -> Iterator[Path]:
    """Give a path to a stored file on this machine: in the folder of files, or of a copy for as long as this lasts.

    Where the file is missing, nothing lies at the path.
    """
    with ExitStack() as stack:
        try:
            path = Path(file.path)
        except NotImplementedError:
            name = str(file.name)
            path = Path(stack.enter_context(TemporaryDirectory()), Path(name).name)
            with suppress(FileNotFoundError), file.storage.open(name) as stored, path.open("wb") as copy:
                copy.writelines(stored.chunks())
        yield path


def download(upload: Upload) -> FileResponse:
    """Return an uploaded file as a download; raise Http404 if the file is missing on disk.

    The browser saves the file and never shows it as part of the site. The caller has checked who may read it.
    """
    try:
        content = upload.file.open()
    except FileNotFoundError as error:
        # After a backup without the files was restored, for instance.
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=upload.name, content_type="application/octet-stream")
