"""Imports and exports of history. An import is recorded in batches, so that a killed run goes on where it stopped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from apps.accounts.models import User
from apps.events import services as events
from apps.ledger.facts import Errors, SellerKey
from apps.ledger.files.lines import FileLine, line_parser
from apps.ledger.files.meanings import Meaning
from apps.ledger.files.rows import FileRow, HistoryFile
from apps.ledger.models import Recording, Rejection, Reporter, Seller
from apps.ledger.services.program import shippers_enroll
from apps.ledger.services.recordings import (
    BatchCounts,
    recording_count,
    recording_finish,
    recording_lock,
    recording_open,
)
from apps.ledger.services.shipments import shipments_enter
from apps.ledger.services.violations.entries import violations_enter
from apps.ledger.services.watches import watches_update
from apps.shippers.roles import Ability
from apps.shippers.selectors import require

LINES_AT_ONCE = 5_000
ENROLLED_AT_ONCE = 2_000


@dataclass(slots=True)
class HistoryCounts:
    """The counts of the lines of a file. `since` gives the first date of each seller; `violations` counts the
    violations that the ledger now holds of all lines."""

    recording: Recording
    read: int = 0
    accepted: int = 0
    amended: int = 0
    duplicates: int = 0
    stale: int = 0
    rejected: int = 0
    violations: int = 0
    since: dict[SellerKey, date] = field(default_factory=dict)

    def add(self, outcome: BatchCounts) -> None:
        self.accepted += outcome.accepted
        self.amended += outcome.amended
        self.duplicates += outcome.duplicates
        self.stale += outcome.stale
        self.rejected += len(outcome.rejected)


def history_import(
    *,
    file: HistoryFile,
    meaning: Meaning,
    reporter: Reporter,
    on_rejected: Callable[[FileRow, Errors], None],
    progress: Callable[[float], None],
    kind: str = Recording.Kind.IMPORT,
    actor: AbstractBaseUser | None = None,
    by_operator: bool = False,
    on_open: Callable[[Recording], None] = lambda _recording: None,
) -> HistoryCounts:
    """Record a file in batches, each in its transaction, and return the summary of the whole file. `on_open` is called
    with the recording before the first batch.

    `by_operator` says that the operator of the site answers for the violations in the file, whoever the reporter is.

    The recording is found by the digest of the file and its meaning. A run that was stopped goes on where it stopped; a
    file that was recorded whole is read again, and all of its lines are duplicates.
    """
    recording = recording_open(
        reporter=reporter, kind=kind, actor=actor, key=_key(reporter, file, meaning), note=file.name[:300]
    )
    on_open(recording)
    summary, position, known = HistoryCounts(recording), 0, {}
    if recording.finished_at is None:
        position = recording.position
        known = dict(Rejection.objects.filter(recording=recording).values_list("index", "errors"))
        summary.add(
            BatchCounts(
                accepted=recording.accepted,
                amended=recording.amended,
                duplicates=recording.duplicates,
                stale=recording.stale,
                rejected=list(known.items()),
            )
        )
    parse = line_parser(reporter.code, meaning)
    for rows in batched(file.rows(progress), LINES_AT_ONCE):
        lines = [parse(row) for row in rows]
        refused = {line.number: known[line.number] for line in lines if line.number < position and line.number in known}
        if ahead := [line for line in lines if line.number >= position]:
            outcome = lines_record(recording=recording, lines=ahead, by_operator=by_operator)
            summary.add(outcome)
            refused |= dict(outcome.rejected)
        summary.read += len(lines)
        for line in lines:
            if line.number in refused:
                on_rejected(line.row, refused[line.number])
            elif line.shipment:
                seller, day = line.shipment.seller, line.shipment.content["date"]
                summary.since[seller] = min(day, summary.since.get(seller, day))
                summary.violations += len(line.violations)
    recording_finish(recording=recording)
    return summary


@transaction.atomic
def lines_record(*, recording: Recording, lines: Sequence[FileLine], by_operator: bool = False) -> BatchCounts:
    """Record a batch of lines, move the recording's position past the batch, and return the outcome of the shipments.

    No violation is recorded of a line whose shipment is rejected. Lines before the position were counted when they were
    first read. Raises Conflict if the recording was taken back.
    """
    recording = recording_lock(recording)
    outcome, effects = shipments_enter(
        recording=recording,
        facts=[(line.number, line.shipment) for line in lines if line.shipment and not line.errors],
        by_operator=by_operator,
    )
    outcome.reject({line.number: line.errors for line in lines if line.errors})
    refused = {number for number, _errors in outcome.rejected}
    violations, more_effects = violations_enter(
        recording=recording,
        facts=[(line.number, fact) for line in lines if line.number not in refused for fact in line.violations],
        by_operator=by_operator,
    )
    outcome.reject(dict(violations.rejected))
    outcome.remarks += violations.remarks
    if lines[-1].number >= recording.position:
        recording.position = lines[-1].number + 1
        recording.save(update_fields=["position"])
        recording_count(recording, outcome)
    elif outcome.accepted or outcome.amended or violations.accepted or violations.amended:
        recording.save(update_fields=["recorded_at"])
    watches_update(recording=recording, effects=[*effects, *more_effects])
    return outcome


def sellers_enroll(*, since: dict[SellerKey, date]) -> None:
    """Make the business behind each identity an active member from its date, in batches."""
    for batch in batched(sorted(since), ENROLLED_AT_ONCE):
        sellers = Seller.objects.filter(
            source__in={key.source for key in batch}, code__in=[key.code for key in batch]
        ).order_by("pk")
        wanted = set(batch)
        found = {
            pk: since[key]
            for pk, source, code in sellers.values_list("pk", "source", "code")
            if (key := SellerKey(source, code)) in wanted
        }
        shippers_enroll(sellers=list(found), dates=list(found.values()))


@transaction.atomic
def history_export_record(*, actor: User, shipper_id: int, what: str, filters: Mapping[str, str], count: int) -> None:
    """Record who exports which list, before the first row is sent. `filters` holds codes and days, and no names.

    Raises NotFound for those not on the team, NotAllowed for those who may not read.
    """
    require(actor, shipper_id, Ability.READ)
    events.record(
        "ledger.history_exported",
        subject=("shipper", shipper_id),
        shipper_id=shipper_id,
        actor=actor,
        what=what,
        filters=dict(filters),
        count=count,
    )


def _key(reporter: Reporter, file: HistoryFile, meaning: Meaning) -> str:
    """Return the key of a file with its meaning; each reversal of the recording leads to a new key."""
    digest = file.digest(repr(meaning))
    taken_back = Recording.objects.filter(reporter=reporter, key__startswith=digest, reversed_by__isnull=False)
    return f"{digest}:{taken_back.count()}"
