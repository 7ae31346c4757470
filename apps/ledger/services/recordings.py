"""Reporters, and the recordings under which they enter facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.codes import code_form
from apps.core.errors import Conflict, InvalidInput
from apps.core.fields import max_length_of
from apps.ledger.facts import KSN_SOURCE, Errors, ParsedFacts, ReportOrder, ShipmentFact, ViolationFact
from apps.ledger.files.previews import source_of
from apps.ledger.models import IssuerCode, LineWarning, Recording, Rejection, Remark, Reporter
from apps.ledger.selectors import reporter_called
from apps.ledger.services.days import batch_begin
from apps.ledger.vocabulary import Category, ReporterKind
from apps.shippers.models import Shipper

# PostgreSQL keeps times to the microsecond.
TICK = timedelta(microseconds=1)
MAX_CODE_LENGTH = max_length_of(Reporter, "code")


@dataclass(slots=True)
class BatchCounts:
    """The counts of a batch. `stale` counts reports that are older than another of their reporter.

    `rejected` gives the index of each rejected fact with its errors by field, `remarks` the index of each fact that was
    recorded otherwise than it was said, with a code and the reason, `warnings` the index of each fact with a flag
    (`<field>:<flag>`), which its reporter could mend. `references` has the reference of each fact in one of these.
    """

    accepted: int = 0
    amended: int = 0
    duplicates: int = 0
    stale: int = 0
    rejected: list[tuple[int, Errors]] = field(default_factory=list)
    remarks: list[tuple[int, Remark.Code, str]] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    references: dict[int, str] = field(default_factory=dict)

    def reject(self, errors: Mapping[int, Errors]) -> None:
        """Add rejected facts, in the order of their indexes."""
        self.rejected = sorted([*self.rejected, *errors.items()], key=itemgetter(0))

    def remark(self, index: int, remarks: Mapping[Remark.Code, str]) -> None:
        """Add what became of a fact that was recorded otherwise than it was said."""
        self.remarks += [(index, code, text) for code, text in remarks.items()]

    def describe(self, parsed: ParsedFacts[ShipmentFact] | ParsedFacts[ViolationFact]) -> None:
        """Add the facts that could not be parsed, the warnings about the others, and the reference of each fact of
        which anything is told.
        """
        self.reject(parsed.rejected)
        self.warnings += [(index, flag) for index, fact in parsed.facts if fact.flags for flag in fact.flags]
        told = {index for index, *_more in (*self.rejected, *self.remarks, *self.warnings)}
        self.references = parsed.references
        if told:
            self.references |= {index: fact.reference for index, fact in parsed.facts if index in told}

    def supersede(self, index: int, code: Remark.Code, last: ReportOrder) -> None:
        """Count a fact that a later report of its reporter supersedes, and remark on it. `last` is the order of that
        report.
        """
        if code == Remark.Code.STALE:
            self.stale += 1
        else:
            self.duplicates += 1
        self.remark(index, {code: superseded_text(code, last)})

    def count(self, *, is_new: bool, changes: bool) -> None:
        """Count a fact: accepted if it is new, else amended if it changes anything, else a duplicate."""
        if is_new:
            self.accepted += 1
        elif changes:
            self.amended += 1
        else:
            self.duplicates += 1


@transaction.atomic(savepoint=False)
def reporter_ensure(
    *, code: str, kind: str, name: str = "", competence: Sequence[str] = (), shipper: Shipper | None = None
) -> Reporter:
    """Return the reporter with a code; create the reporter if the code is new. A known reporter keeps its kind, what it
    determines, and the business that it is.

    Raises Invalid for a code that is too long or has letters outside of ASCII, and for the code that stands for Known
    Shipper Numbers; Conflict for a code that another has in other capitals.
    """
    if len(code) > MAX_CODE_LENGTH or not code.isascii() or code == KSN_SOURCE:
        raise InvalidInput(
            _(
                "A reporter's code has up to %(longest)s Latin letters, digits and signs, and is not “%(reserved)s”. "
                "Choose another."
            )
            % {"longest": MAX_CODE_LENGTH, "reserved": KSN_SOURCE},
            code="reporter_code",
        )
    new = {"kind": ReporterKind(kind), "name": name, "competence": sorted(set(competence)), "shipper": shipper}
    try:
        reporter, is_new = Reporter.objects.get_or_create(code=code, defaults=new)
    except IntegrityError as error:
        # A code is there once, in whatever letter case.
        if (known := reporter_called(code)) is None:
            raise
        raise Conflict(
            _("There is a reporter %(code)s already. Choose that code, or another.") % {"code": known.code}
        ) from error
    if is_new and kind not in (ReporterKind.SELLER, ReporterKind.AGENCY):
        # A seller's number is that of its order, which anybody who carries the parcel may correct. An agency comes
        # before all without a code.
        IssuerCode.objects.create(code=code, reporter=reporter)
    return reporter


@transaction.atomic
def issuer_codes_set(*, reporter: Reporter, codes: Iterable[str]) -> None:
    """Set the codes under which a reporter may issue numbers of parcels, beside its own code."""
    wanted = {code_form(code) for code in (reporter.code, *codes)}
    IssuerCode.objects.filter(reporter=reporter).exclude(code__in=wanted).delete()
    IssuerCode.objects.bulk_create(
        [IssuerCode(code=code, reporter=reporter) for code in sorted(wanted)], ignore_conflicts=True
    )


def seller_reporter_ensure(*, shipper: Shipper) -> Reporter:
    """Return the reporter that a business is for facts about itself; create the reporter if it is new."""
    return reporter_ensure(code=source_of(shipper), kind=ReporterKind.SELLER, shipper=shipper)


def reporter_limit(*, reporter: Reporter, competence: Sequence[str]) -> Reporter:
    """Set the categories of violations that an agency determines; its reports of other categories are allegations.

    Raises Invalid for an unknown category, and for a reporter that is not an agency.
    """
    if reporter.kind != ReporterKind.AGENCY:
        raise InvalidInput(
            _("Only an agency determines violations by itself."), fields={"competence": list(competence)}
        )
    if unknown := sorted(set(competence) - set(Category.values)):
        message = _("There is no category %(unknown)s.") % {"unknown": ", ".join(unknown)}
        raise InvalidInput(message, fields={"competence": [message]})
    reporter.competence = sorted(set(competence))
    reporter.save(update_fields=["competence"])
    return reporter


def recording_open(
    *,
    reporter: Reporter,
    kind: str,
    actor: AbstractBaseUser | None = None,
    client: str = "",
    key: str = "",
    request_digest: bytes | None = None,
    note: str = "",
    at_once: bool = False,
) -> Recording:
    """Create a recording; for a key that this reporter has used before, return the recording of that key.

    `client` names the system of the reporter that sends the facts. `at_once`: the recording is one batch, which begins
    now, and its whole source. Raises Conflict if the key was used for other content.
    """
    now = clock.now()
    new = {
        "kind": Recording.Kind(kind),
        "actor": actor,
        "client": client,
        "request_digest": request_digest,
        "note": note,
        "started_at": now,
        "recorded_at": batch_begin(now) if at_once else None,
        "finished_at": now if at_once else None,
    }
    if not key:
        return Recording.objects.create(reporter=reporter, **new)
    recording, created = Recording.objects.get_or_create(reporter=reporter, key=key, defaults=new)
    if not created and _bytes(recording.request_digest) != request_digest:
        raise Conflict(_("This key was used for another request. Use a new key for new content."), code="key_reused")
    return recording


def recording_finish(*, recording: Recording) -> Recording:
    """Mark the recording as finished: its whole source is recorded."""
    if recording.finished_at is None:
        recording.finished_at = clock.now()
        recording.save(update_fields=["finished_at"])
    return recording


def recording_lock(recording: Recording) -> Recording:
    """Lock a recording, so that its batches follow one another, and return the locked row, whose next batch begins now.

    The time of the batch is saved with its counts. Raises Conflict if the recording was taken back.
    """
    locked = Recording.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=recording.pk)
    if Recording.objects.filter(reverses=locked).exists():
        raise Conflict(_("This recording was taken back. Record the facts again."), code="taken_back")
    now = clock.now()
    locked.recorded_at = batch_begin(max(now, locked.recorded_at + TICK) if locked.recorded_at else now)
    return locked


def recording_advance(*, recording: Recording, position: int) -> None:
    """Move a recording past the lines that its caller records in this transaction: a restart goes on after them."""
    Recording.objects.filter(pk=recording.pk).update(position=position)


def batch_time(recording: Recording) -> datetime:
    """Return the time of the batch under way."""
    assert recording.recorded_at is not None
    return recording.recorded_at


def batch_follow(recording: Recording, latest: datetime | None) -> None:
    """Let the batch under way bear the time of the latest entry that the batch follows, if that is later: machines have
    clocks that differ, and an evaluation that sees the batch sees that entry too.

    Call this before the batch writes any entry.
    """
    if latest is not None and latest > batch_time(recording):
        recording.recorded_at = batch_begin(latest)
        recording.save(update_fields=["recorded_at"])


def recording_count(recording: Recording, outcome: BatchCounts) -> None:
    """Add the outcome of a batch to the counts of its locked recording; keep the rejected facts and the remarks."""
    recording.accepted += outcome.accepted
    recording.amended += outcome.amended
    recording.duplicates += outcome.duplicates
    recording.stale += outcome.stale
    recording.rejected += len(outcome.rejected)
    recording.save(update_fields=["recorded_at", "accepted", "amended", "duplicates", "stale", "rejected"])
    Rejection.objects.bulk_create(
        [
            Rejection(recording=recording, index=index, reference=outcome.references.get(index, ""), errors=errors)
            for index, errors in outcome.rejected
        ],
        ignore_conflicts=True,
    )
    Remark.objects.bulk_create(
        [
            Remark(
                recording=recording,
                index=index,
                reference=outcome.references.get(index, ""),
                code=code,
                detail=text,
            )
            for index, code, text in outcome.remarks
        ],
        ignore_conflicts=True,
    )
    LineWarning.objects.bulk_create(
        [
            LineWarning(
                recording=recording, index=index, reference=outcome.references.get(index, ""), field=name, flag=flag
            )
            for index, told in outcome.warnings
            for name, _colon, flag in [told.partition(":")]
        ],
        ignore_conflicts=True,
    )


def superseded_text(code: str, last: ReportOrder) -> str:
    """Return why a report changed nothing: a later report of its reporter supersedes it. `last` is the order of the
    later report.
    """
    if code == Remark.Code.REPEATED:
        return _(
            "This repeats an earlier report of yours that you have changed since, so it changes nothing. If it is true "
            "again, report it with a later reported_at or a higher version."
        )
    if last.version is not None:
        return _("You have reported version %(version)s of this. An older report changes nothing.") % {
            "version": last.version
        }
    return _("You have reported this as of %(moment)s. An older report changes nothing.") % {
        "moment": last.reported_at.isoformat() if last.reported_at else ""
    }


def _bytes(value: memoryview | bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
