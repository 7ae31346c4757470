"""Uploads of a business's own shipments: added, described, recorded by a job, and taken back."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from io import SEEK_END, TextIOWrapper
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.quotas import uploads_check
from apps.core.room import room_needed
from apps.core.spreadsheets import MARK, CsvWriter
from apps.core.text import file_name
from apps.core.uploads import atomic_with_files, file_on_disk
from apps.core.virus_scan import refuse_infected
from apps.events import services as events
from apps.jobs.services import job_start
from apps.ledger.facts import Errors
from apps.ledger.files.headings import LABELS, REQUIRED, errors_text, unread_reason
from apps.ledger.files.previews import meaning_of
from apps.ledger.files.rows import FileRow, HistoryFile, too_large
from apps.ledger.models import Recording, SellerUpload, UploadState
from apps.ledger.selectors import upload_for
from apps.ledger.services.history import history_import
from apps.ledger.services.recordings import seller_reporter_ensure
from apps.ledger.services.reversals import recording_take_back
from apps.ledger.vocabulary import DayOrder, DecimalSign
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_unmerged

JOB = "ledger.upload"
MAX_COLUMNS = 100
BLOCK = 2**16


@room_needed()
@atomic_with_files()
def upload_add(*, actor: User, shipper_id: int, name: str, chunks: Iterable[bytes]) -> SellerUpload:
    """Keep a file of shipments, gzipped or not, without recording any of it.

    Raises Invalid for a file that is empty, not in UTF-8, larger than `HISTORY_UPLOAD_MAX_BYTES` or not a list;
    Conflict for a business without a Known Shipper Number, for a record that was merged into another, and for a
    business that has sent as much today as it may; NoRoom.
    """
    require(actor, shipper_id, Ability.PREPARE)
    shipper = Shipper.objects.get(pk=shipper_id)
    require_unmerged(shipper)
    if shipper.ksn is None:
        raise Conflict(
            _("You get your Known Shipper Number when you are approved. Send your shipments then."), code="no_ksn"
        )
    uploads_check(shipper_id)
    name = file_name(name)
    with tempfile.NamedTemporaryFile() as content:
        _write(content, chunks, name)
        content.seek(0)
        # pyrefly: ignore[bad-argument-type] (a temporary file is read as any other)
        refuse_infected(name, content)
        file = HistoryFile(Path(content.name), name)
        if file.is_gzipped and _declared_size(content) > settings.HISTORY_UPLOAD_MAX_BYTES:
            raise too_large(name, settings.HISTORY_UPLOAD_MAX_BYTES)
        # A sample is read to refuse an unreadable file here. The job that records it unpacks and reads all of it.
        file.check_sample()
        if len(file.columns) > MAX_COLUMNS:
            raise InvalidInput(
                _("“%(name)s” has more than %(most)s columns. Take out those that are not about your shipments.")
                % {"name": name, "most": MAX_COLUMNS}
            )
        content.seek(0)
        ending = ".ndjson" if file.is_ndjson else ".csv"
        return SellerUpload.objects.create(
            shipper_id=shipper_id,
            file=File(content, name=f"{uuid4().hex}{ending}{'.gz' if file.is_gzipped else ''}"),
            name=name,
            content_type="application/x-ndjson" if file.is_ndjson else "text/csv",
            size=file.size,
            sha256=_digest(content),
            uploaded_by=actor,
        )


@transaction.atomic
def upload_describe(
    *,
    actor: User,
    shipper_id: int,
    upload_id: int,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    day_order: str = DayOrder.YEAR_FIRST,
    decimal_sign: str = DecimalSign.POINT,
) -> SellerUpload:
    """Describe a file: the columns of its fields, constant fields, and the notation of days and numbers.

    Raises Invalid with the fields that are wrong or missing; Conflict for a file that is being recorded.
    """
    upload = _upload_lock(actor, shipper_id, upload_id)
    _require_unrecorded(upload)
    given = {**columns, **constants}
    if not given.keys() <= LABELS.keys() or any(map(unread_reason, columns.values())):
        raise InvalidInput(_("A file of your own shipments can't contain this field."))
    if missing := [name for name in REQUIRED if name not in given]:
        message = _("Every shipment needs this. Choose the column that holds it.")
        raise InvalidInput(message, fields={name: [message] for name in missing})
    upload.columns, upload.constants = dict(columns), dict(constants)
    upload.day_order, upload.decimal_sign = DayOrder(day_order), DecimalSign(decimal_sign)
    upload.save(update_fields=["columns", "constants", "day_order", "decimal_sign"])
    return upload


@transaction.atomic
def upload_record(*, actor: User, shipper_id: int, upload_id: int) -> SellerUpload:
    """Start the job that records a described file; start the job again if it stopped.

    Raises Conflict for a file that is not described, is being recorded or was recorded, and for a record that was
    merged into another, since the shipments would count for that record, which may have another team.
    """
    upload = _upload_lock(actor, shipper_id, upload_id)
    require_unmerged(upload.shipper)
    _require_unrecorded(upload)
    if not upload.columns:
        raise Conflict(_("First say what the columns of this file mean."), code="not_described")
    upload.job = job_start(kind=JOB, arguments={"upload_id": upload.pk}, actor=actor)
    upload.save(update_fields=["job"])
    return upload


def upload_enter(*, upload_id: int, actor: User | None, progress: Callable[[float], None]) -> dict[str, int]:
    """Record a described file, in a job, and return the counts of its lines.

    A run that was stopped goes on where it stopped.
    """
    upload = SellerUpload.objects.select_related("shipper").get(pk=upload_id)
    if upload.outcome is not None:
        return upload.outcome
    with ExitStack() as stack:
        file = HistoryFile(stack.enter_context(file_on_disk(upload.file)), upload.name)
        file.check_size(settings.HISTORY_UPLOAD_MAX_BYTES, lambda _share: progress(0))
        rejects, reject = stack.enter_context(_rejects(file))
        summary = history_import(
            file=file,
            meaning=meaning_of(upload),
            reporter=seller_reporter_ensure(shipper=upload.shipper),
            on_rejected=reject,
            progress=progress,
            kind=Recording.Kind.UPLOAD,
            actor=actor,
            on_open=lambda recording: _recording_note(upload, recording),
        )
        names = ("read", "accepted", "amended", "duplicates", "rejected")
        upload.outcome = {name: getattr(summary, name) for name in names}
        if summary.rejected:
            upload.rejects = File(rejects, name=f"{uuid4().hex}.csv")
        _finish(upload, actor)
    return upload.outcome


@transaction.atomic
def upload_take_back(*, actor: User, shipper_id: int, upload_id: int, reason: str) -> Recording:
    """Take back all shipments of a file, as if it had never been sent.

    Raises Invalid without a reason, Conflict for a file that is not recorded or was taken back already.
    """
    upload = _upload_lock(actor, shipper_id, upload_id)
    if upload.state != UploadState.DONE:
        raise Conflict(_("Only a recorded file can be taken back."), code="not_recorded")
    recording = upload.recording
    assert recording is not None
    return recording_take_back(recording_id=recording.pk, reason=reason, actor=actor, reporter=recording.reporter)


@transaction.atomic
def upload_discard(*, actor: User, shipper_id: int, upload_id: int) -> Recording | None:
    """Delete a file of which nothing was recorded. One whose recording stopped on the way is taken back instead: then
    the recording of the reversal is returned. Raises Conflict for any other.
    """
    upload = _upload_lock(actor, shipper_id, upload_id)
    if upload.state not in (UploadState.NEW, UploadState.FAILED):
        raise Conflict(_("The recording of this file has begun. You can take the file back once it is recorded."))
    if (begun := upload.recording) is not None:
        reason = _("Recording the file stopped, and the file was thrown away.")
        return recording_take_back(recording_id=begun.pk, reason=reason, actor=actor, reporter=begun.reporter)
    upload.delete()
    storage, name = upload.file.storage, upload.file.name
    transaction.on_commit(lambda: storage.delete(name))
    return None


def _recording_note(upload: SellerUpload, recording: Recording) -> None:
    """Note the recording of an upload before the first line is recorded, so that a run that stopped can be undone."""
    upload.recording = recording
    upload.save(update_fields=["recording"])


@atomic_with_files()
def _finish(upload: SellerUpload, actor: User | None) -> None:
    upload.save(update_fields=["outcome", "rejects"])
    events.record(
        "ledger.upload_recorded",
        subject=("sellerupload", upload.pk),
        shipper_id=upload.shipper_id,
        actor=actor,
        **(upload.outcome or {}),
    )


def _upload_lock(actor: User, shipper_id: int, upload_id: int) -> SellerUpload:
    require(actor, shipper_id, Ability.PREPARE)
    SellerUpload.objects.select_for_update().filter(pk=upload_id, shipper=shipper_id).first()
    return upload_for(shipper_id, upload_id)


def _require_unrecorded(upload: SellerUpload) -> None:
    if upload.state not in (UploadState.NEW, UploadState.FAILED):
        raise Conflict(_("This file is being recorded, or was recorded already."), code="recorded")


def _write(file: IO[bytes], chunks: Iterable[bytes], name: str) -> None:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.HISTORY_UPLOAD_MAX_BYTES:
            raise too_large(name, settings.HISTORY_UPLOAD_MAX_BYTES)
        file.write(chunk)
    file.flush()


def _declared_size(file: IO[bytes]) -> int:
    """Return the size that a gzipped file declares in its last four bytes, which may be false: the job measures it."""
    file.seek(-4, SEEK_END)
    return int.from_bytes(file.read(4), "little")


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def _rejects(file: HistoryFile) -> Iterator[tuple[IO[bytes], Callable[[FileRow, Errors], None]]]:
    """Open a temporary file of rejected lines; yield the file, and a function that adds a line."""
    with tempfile.TemporaryFile() as kept:
        text = TextIOWrapper(kept, "utf-8", errors="backslashreplace", newline="", write_through=True)
        text.write(MARK)
        writer = CsvWriter(text)
        writer.write([_("Line"), _("What to change"), *(file.columns or [_("Content")])])

        def reject(row: FileRow, errors: Errors) -> None:
            content: Iterable[Any] = row.values.values()
            cells = content if file.columns else [json.dumps(row.values, ensure_ascii=False)]
            writer.write([row.number, errors_text(errors), *map(str, cells)])

        yield kept, reject
        text.detach()
