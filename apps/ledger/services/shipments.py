"""The recording of shipments, for every source.

A batch is parsed, copied into a staging table of this session, and then recorded by a handful of statements. Reports of
one parcel within a batch are recorded in rounds, in their order. Rows are locked in the order sellers, new parcels,
known parcels, parties, tallies, watches, by key within each, so that writers never wait for each other in a circle.
Apps above look at the batch last (`ledger.batches`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.garbage import garbage_collector_rests
from apps.ledger.batches import batch_looks_run
from apps.ledger.columns import parse_shipments
from apps.ledger.facts import (
    KSN_SOURCE,
    Errors,
    ReportOrder,
    SellerKey,
    ShipmentFact,
    nothing_wrong,
)
from apps.ledger.models import Recording, Remark, Watch
from apps.ledger.selectors.archives import archives_in_force
from apps.ledger.services.held_reports import contested_hold
from apps.ledger.services.parties import parties_record
from apps.ledger.services.recordings import BatchCounts, batch_time, recording_count, recording_lock
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.services.staged_reports import Batch, staging_prepare
from apps.ledger.services.watches import BatchEffect, watches_update
from apps.ledger.statements import statement
from apps.ledger.vocabulary import DRAWN_BASES, FOLLOWED_BASES, RANK, REUSE_DAYS, ExamResult, ReporterKind


@garbage_collector_rests()
@transaction.atomic
def shipments_record(
    *,
    recording: Recording,
    facts: Iterable[tuple[int, Mapping[str, Any]]],
    check: Callable[[ShipmentFact], Errors] = nothing_wrong,
    source: str = "",
) -> BatchCounts:
    """Record a batch of raw facts, each with its index in the source. `check` says why the source may not report one.

    The facts name sellers by codes of the reporter, or by those of another `source`.

    Valid facts are recorded, whatever else the batch holds; the outcome's `rejected` names the others. Raises Conflict
    if the recording was taken back.
    """
    recording = recording_lock(recording)
    source = source or recording.reporter.code
    parsed = parse_shipments(facts, source=source, today=clock.today(), check=check)
    outcome, effects = shipments_enter(recording=recording, facts=parsed.facts)
    outcome.describe(parsed)
    recording_count(recording, outcome)
    watches_update(recording=recording, effects=effects)
    if outcome.accepted or outcome.amended:
        batch_looks_run(recording, parsed.facts)
    return outcome


def shipments_enter(
    *, recording: Recording, facts: Sequence[tuple[int, ShipmentFact]], by_operator: bool = False
) -> tuple[BatchCounts, list[BatchEffect]]:
    """Record a batch of parsed facts, within the caller's transaction. `by_operator`: the operator of the site answers
    for whose numbers they are.

    The caller has locked the recording, counts the outcome, and updates the watches last.
    """
    sellers = sellers_ensure(_names(facts))
    kind = recording.reporter.kind
    batch = Batch(evidence=kind != ReporterKind.SELLER, agency=kind == ReporterKind.AGENCY)
    batch.fill(facts, sellers)
    if not batch.reports:
        return BatchCounts(rejected=list(batch.rejected.items())), []
    with connection.cursor() as cursor:
        months = _stage(cursor, batch)
        for turn, size in enumerate(batch.rounds, start=1):
            _record_round(cursor, recording, turn, size, months, is_ordered=batch.is_ordered, by_operator=by_operator)
        if any(key.source == KSN_SOURCE for key in sellers):
            parties_record(cursor, recording)
        cursor.execute(statement("tally"))
        outcome = _outcome(cursor, batch, recording)
        # Only a parcel opened at random has an effect: by a report of an agency, or by what is known of it already.
        return outcome, effects_staged(cursor) if batch.agency or outcome.amended else []


def _names(parsed: Iterable[tuple[int, ShipmentFact]]) -> dict[SellerKey, str]:
    names: dict[SellerKey, str] = {}
    for _index, fact in parsed:
        if fact.seller_name or fact.seller not in names:
            names[fact.seller] = fact.seller_name
    return names


@dataclass(frozen=True, slots=True)
class _Months:
    """The months of a batch that are `archived`, and whether any month ever was."""

    archived: list[date]
    any_archived: bool


def _stage(cursor: Any, batch: Batch) -> _Months:
    staging_prepare(cursor)
    cursor.execute(statement("months"), {"months": batch.months()})
    found = cursor.fetchall()
    batch.stage(cursor)
    return _Months([month for month, is_open, _any in found if not is_open], any(row[2] for row in found))


def _record_round(
    cursor: Any,
    recording: Recording,
    turn: int,
    size: int,
    months: _Months,
    *,
    is_ordered: bool,
    by_operator: bool,
) -> None:
    """Record the reports of one round. All of them are of different numbers.

    `is_ordered` tells whether any report of the batch has an order among those of its reporter.
    """
    parameters = {
        "round": turn,
        "recording": recording.pk,
        "reporter": recording.reporter_id,
        "rank": RANK[recording.reporter.kind],
        "message": recording.kind == Recording.Kind.API,
        "agency": recording.reporter.kind == ReporterKind.AGENCY,
        "agency_rank": RANK[ReporterKind.AGENCY],
        "operator": by_operator,
        "drawn_bases": list(DRAWN_BASES),
        "followed_bases": list(FOLLOWED_BASES),
        "results": ExamResult.values,
        "now": batch_time(recording),
        "seen": recording.position,
        "reuse_days": REUSE_DAYS,
        "archived": months.archived,
        "any_archived": months.any_archived,
    }
    if months.archived:
        cursor.execute(statement("refuse_archived"), parameters)
    cursor.execute(statement("claim"), parameters)
    if cursor.rowcount < size:
        for name in ("lock", "renew", "decide", "amend", *(["advance"] if is_ordered else [])):
            cursor.execute(statement(name), parameters)
    cursor.execute(statement("enter"), parameters)


def _outcome(cursor: Any, batch: Batch, recording: Recording) -> BatchCounts:
    """Return what became of a batch; hold its contested reports.

    A partner is not told by its message who has reported otherwise, nor in which field: it could guess values until one
    fits.
    """
    cursor.execute(statement("outcome"))
    found = cursor.fetchall()
    counts = {decision: count for decision, count, _contested in found}
    if any(contested for *_counted, contested in found):
        contested_hold(cursor, recording)
    rejected = batch.rejected
    if "conflict" in counts:
        cursor.execute(statement("conflicts"))
        for index, fields, believed in cursor.fetchall():
            if recording.kind == Recording.Kind.API:
                rejected[index] = {"fact": [_contradiction_text()]}
                continue
            message = _("%(reporter)s reported another value and has more authority.") % {"reporter": believed}
            rejected[index] = {name.removesuffix("_id"): [message] for name in fields}
    if "archived" in counts:
        cursor.execute(statement("archived"), {"months": list(archives_in_force()), "reuse_days": REUSE_DAYS})
        rejected |= {index: {"fact": [_archived_text(month)]} for index, month in cursor.fetchall()}
    superseded: dict[int, tuple[Remark.Code, ReportOrder]] = {}
    if counts.keys() & Remark.SUPERSEDED:
        cursor.execute(statement("superseded"))
        superseded = {
            index: (Remark.Code(code), ReportOrder(version, reported_at))
            for index, code, reported_at, version in cursor.fetchall()
        }
    rejected |= {index: rejected[leader] for index, leader in batch.repeats.items() if leader in rejected}
    superseded |= {index: superseded[leader] for index, leader in batch.repeats.items() if leader in superseded}
    outcome = BatchCounts(
        accepted=counts.get("accepted", 0),
        amended=counts.get("amended", 0),
        duplicates=counts.get("duplicate", 0) + len(batch.repeats.keys() - rejected.keys() - superseded.keys()),
        rejected=list(rejected.items()),
    )
    for index, why in superseded.items():
        outcome.supersede(index, *why)
    return outcome


def _contradiction_text() -> str:
    return _(
        "A source with more authority has reported this shipment differently. Your report changes nothing. If it "
        "is about another's number, or names another seller, officers look at it."
    )


def _archived_text(month: date) -> str:
    return _(
        "Entries of %(month)s are archived, so your report changes nothing. If it must be recorded, ask the program to "
        "restore that month, and send it again then."
    ) % {"month": f"{month:%Y-%m}"}


def effects_staged(cursor: Any) -> list[BatchEffect]:
    """Return the effects of the staged reports on their shippers."""
    cursor.execute(statement("effects"), {"urgent": Watch.URGENT})
    return [BatchEffect(*row) for row in cursor.fetchall()]
