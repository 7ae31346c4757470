"""Files that people bring: the columns that every table of them has, and how one is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.files import IdentifiedFile, identify_file

# A file as it comes: its name and its content.
type IncomingFile = tuple[str, Iterable[bytes]]

# As many files are kept with one record: an answer, a response, an appeal, the evidence of one criterion.
MAX_FILES = 20
# As many files come with one form.
MAX_FILES_AT_ONCE = 10

_written: ContextVar[list[FieldFile] | None] = ContextVar("files_written", default=None)


class WrittenFileField(models.FileField):
    """A file field that tells the transaction around it what it has written to disk. In migrations a plain one."""

    def pre_save(self, model_instance: models.Model, add: bool) -> FieldFile:
        held = getattr(model_instance, self.attname)
        fresh = bool(held) and not held._committed
        file = super().pre_save(model_instance, add)
        if fresh and (written := _written.get()) is not None:
            written.append(file)
        return file

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.FileField", arguments, options


class Upload(models.Model):
    """One file. `content_type` is what its bytes are, not what its name says; on disk it has a name of our own."""

    file = WrittenFileField(upload_to="uploads/%Y/%m/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        """The beginning of the SHA-256 digest: enough for people to compare two files by."""
        return self.sha256[:12]


def upload_columns(file: IdentifiedFile) -> dict[str, Any]:
    """The columns of an upload for a file that was identified."""
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
        raise Invalid(message, code="too_many_files", fields={"files": [message]})


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """A transaction that takes the files written in it away again when it fails. Also a decorator."""
    outer, written = _written.get(), []
    token = _written.set(written)
    try:
        with transaction.atomic():
            try:
                yield
            except BaseException:
                # Only here is it sure that nothing of this will be committed.
                for file in written:
                    file.storage.delete(file.name)
                raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer += written


def incoming_files(uploads: Iterable[UploadedFile]) -> list[IncomingFile]:
    """What came with a request, as services take it."""
    return [(upload.name or "", upload.chunks()) for upload in uploads]


def accept_files[Taken](
    files: Iterable[IncomingFile], take: Callable[[str, Iterable[bytes]], Taken] = identify_file
) -> tuple[list[Taken], list[str]]:
    """Give each file to `take` by its name and content: what came of it, and why others were refused, in words.

    A file that is refused does not keep back the others. A reason that several files share is given once.
    """
    taken, refused = [], []
    for name, chunks in files:
        try:
            taken.append(take(name, chunks))
        except (Conflict, Invalid) as refusal:
            refused.append(str(refusal.message))
    return taken, list(dict.fromkeys(refused))
