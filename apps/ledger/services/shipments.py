"""The recording of shipments, for every source.

A batch is parsed, copied into a staging table of this session, and then recorded by a handful of statements. Reports of
one parcel within a batch are recorded in rounds, in their order. Rows are locked in the order sellers, new parcels,
known parcels, parties, tallies, watches, by key within each, so that writers never wait for each other in a circle.
Apps above look at the batch last (`ledger.batches`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.ledger.archives import Archived
from apps.ledger.batches import batch_looks_run
from apps.ledger.facts import (
    KSN_SOURCE,
    UNORDERED,
    Errors,
    ReportOrder,
    SellerKey,
    ShipmentFact,
    nothing_wrong,
    parse_all,
    parse_shipment,
    unknown_ksn,
)
from apps.ledger.models import Recording, Remark, Watch
from apps.ledger.selectors.archives import archives_in_force
from apps.ledger.services.parties import parties_record
from apps.ledger.services.recordings import Outcome, batch_time, recording_count, recording_lock
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.services.watches import Effect, watches_update
from apps.ledger.statements import statement
from apps.ledger.vocabulary import DRAWN_BASES, RANK, REUSE_DAYS, ExamResult, ReporterKind

_FIXED = (
    *("index", "round", "issuer", "reference", "digest", "evidence", "drawn", "seller_id", "flags"),
    *("version", "reported_at"),
)
# Without its brackets, a JSON array of scalars is a line of CSV whose escape is the backslash: parsing has replaced the
# control characters that JSON would write in another way. No other encoder comes near in speed.
_COPY = r"COPY ledger_staged ({columns}) FROM STDIN (FORMAT csv, ESCAPE '\', NULL 'null')"
_json = msgspec.json.Encoder()


@transaction.atomic
def shipments_record(
    *,
    recording: Recording,
    facts: Iterable[tuple[int, Mapping[str, Any]]],
    check: Callable[[ShipmentFact], Errors] = nothing_wrong,
    source: str = "",
) -> Outcome:
    """Record a batch of raw facts, each with its index in the source. `check` says why the source may not report one.

    The facts name sellers by codes of the reporter, or by those of another `source`.

    Valid facts are recorded, whatever else the batch holds; the outcome's `rejected` names the others. Raises Conflict
    if the recording was taken back.
    """
    recording = recording_lock(recording)
    source = source or recording.reporter.code
    parsed = parse_all(facts, partial(parse_shipment, source=source, today=clock.today()), check)
    outcome, effects = shipments_enter(recording=recording, facts=parsed.facts)
    outcome.describe(parsed)
    recording_count(recording, outcome)
    watches_update(recording=recording, effects=effects)
    if outcome.accepted or outcome.amended:
        batch_looks_run(recording, parsed.facts)
    return outcome


def shipments_enter(*, recording: Recording, facts: Sequence[tuple[int, ShipmentFact]]) -> tuple[Outcome, list[Effect]]:
    """Record a batch of parsed facts, within the caller's transaction.

    The caller has locked the recording, counts the outcome, and updates the watches last.
    """
    sellers = sellers_ensure(_names(facts))
    kind = recording.reporter.kind
    batch = _Batch(evidence=kind != ReporterKind.SELLER, agency=kind == ReporterKind.AGENCY)
    for index, fact in facts:
        batch.add(index, fact, sellers.get(fact.seller))
    if not batch.rows:
        return Outcome(rejected=list(batch.rejected.items())), []
    with connection.cursor() as cursor:
        months = _stage(cursor, batch)
        for turn, size in enumerate(batch.rounds, start=1):
            _record_round(cursor, recording, turn, size, months, is_ordered=batch.is_ordered)
        if any(key.source == KSN_SOURCE for key in sellers):
            parties_record(cursor, recording)
        cursor.execute(statement("tally"))
        outcome = _outcome(cursor, batch, is_message=recording.kind == Recording.Kind.API)
        return outcome, effects_staged(cursor)


@dataclass(slots=True)
class _Batch:
    """The facts of a batch, ready for the staging table.

    `evidence` tells whether somebody other than the seller reports, `agency` whether an agency does.
    `rows` holds the fixed columns of each report and its given fields; `columns` all fields that are given at all;
    `rounds` the number of reports in each round. `repeats` maps a report that repeats the one before, by index, to that
    one, whose outcome it shares. `is_ordered` tells whether a report has an order among those of its reporter.
    """

    evidence: bool
    agency: bool
    rejected: dict[int, Errors] = field(default_factory=dict)
    rows: list[tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    rounds: list[int] = field(default_factory=list)
    repeats: dict[int, int] = field(default_factory=dict)
    is_ordered: bool = False
    _latest: dict[tuple[str, str], tuple[int, int, str, ReportOrder]] = field(default_factory=dict)

    def add(self, index: int, fact: ShipmentFact, seller_id: int | None) -> None:
        """Add a fact to the batch; reject the fact if its seller is unknown.

        A report that differs from the one before it under the same number goes into the next round, since a round may
        change each parcel once.
        """
        if seller_id is None:
            self.rejected[index] = {"ksn": [unknown_ksn()]}
            return
        number = (fact.issuer, fact.reference)
        turn, leader, digest, order = self._latest.get(number, (0, index, "", UNORDERED))
        if digest == fact.digest and order == fact.order:
            self.repeats[index] = leader
            return
        self._latest[number] = (turn + 1, index, fact.digest, fact.order)
        if fact.order != UNORDERED:
            self.is_ordered = True
        if turn == len(self.rounds):
            self.rounds.append(0)
        self.rounds[turn] += 1
        self.columns.update(fact.content)
        drawn = self.agency and _is_drawn(fact.content)
        flags = f"{{{','.join(fact.flags)}}}"
        fixed = (index, turn + 1, *number, fact.digest, self.evidence, drawn, seller_id, flags, *fact.order)
        self.rows.append((fixed, fact.content))


def _is_drawn(content: Mapping[str, Any]) -> bool:
    """Return whether a report tells the result of an exam whose choice did not depend on the parcel."""
    return content.get("exam_basis") in DRAWN_BASES and content.get("exam_result") in ExamResult.values


def _names(parsed: Iterable[tuple[int, ShipmentFact]]) -> dict[SellerKey, str]:
    names: dict[SellerKey, str] = {}
    for _index, fact in parsed:
        if fact.seller_name or fact.seller not in names:
            names[fact.seller] = fact.seller_name
    return names


def staging_prepare(cursor: Any) -> None:
    """Give this session an empty staging table.

    A transaction that has staged before left rows in the table. DELETE would keep them as dead rows until the end of
    the transaction, and every later statement would read past all of them; TRUNCATE gives the table a new file. Its
    fixed cost is paid only where the file holds anything, which shows in its size and not in its visible rows: a
    savepoint that was rolled back leaves dead rows too.
    """
    cursor.execute(statement("stage"))
    cursor.execute("SELECT pg_relation_size('ledger_staged')")
    if cursor.fetchone()[0]:
        cursor.execute("TRUNCATE ledger_staged")


@dataclass(frozen=True, slots=True)
class _Months:
    """The months of a batch that are `archived`, and whether any month ever was."""

    archived: list[date]
    any_archived: bool


def months_keep(cursor: Any) -> None:
    """Keep the months of the staged entries in the database until the transaction ends, or raise Archived."""
    cursor.execute(statement("staged_months"))
    if gone := [month for month, is_open in cursor.fetchall() if not is_open]:
        raise Archived(gone)


def _stage(cursor: Any, batch: _Batch) -> _Months:
    staging_prepare(cursor)
    months = sorted({content["date"].replace(day=1) for _fixed, content in batch.rows})
    cursor.execute(statement("months"), {"months": months})
    found = cursor.fetchall()
    given = sorted(batch.columns)
    lines = _json.encode_lines([(*fixed, *map(content.get, given)) for fixed, content in batch.rows])
    with cursor.copy(_COPY.format(columns=", ".join((*_FIXED, *given)))) as copy:
        copy.write(b"\n".join([line[1:-1] for line in lines.splitlines()]))
    return _Months([month for month, is_open, _any in found if not is_open], any(row[2] for row in found))


def _record_round(
    cursor: Any, recording: Recording, turn: int, size: int, months: _Months, *, is_ordered: bool
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
        "drawn_bases": list(DRAWN_BASES),
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


def _outcome(cursor: Any, batch: _Batch, *, is_message: bool) -> Outcome:
    """Return what became of a batch.

    A partner is not told by its message who has reported otherwise, nor in which field: it could guess values until one
    fits.
    """
    cursor.execute(statement("outcome"))
    counts = dict(cursor.fetchall())
    rejected = batch.rejected
    if "conflict" in counts:
        cursor.execute(statement("conflicts"))
        for index, fields, believed in cursor.fetchall():
            if is_message:
                rejected[index] = {"fact": [_contradiction_text()]}
                continue
            message = _("%(reporter)s reported another value and has more authority.") % {"reporter": believed}
            rejected[index] = {name.removesuffix("_id"): [message] for name in fields}
    if "archived" in counts:
        cursor.execute(statement("archived"), {"months": list(archives_in_force()), "reuse_days": REUSE_DAYS})
        rejected |= {index: {"fact": [_archived(month)]} for index, month in cursor.fetchall()}
    superseded: dict[int, tuple[Remark.Code, ReportOrder]] = {}
    if counts.keys() & Remark.SUPERSEDED:
        cursor.execute(statement("superseded"))
        superseded = {
            index: (Remark.Code(code), ReportOrder(version, reported_at))
            for index, code, reported_at, version in cursor.fetchall()
        }
    rejected |= {index: rejected[leader] for index, leader in batch.repeats.items() if leader in rejected}
    superseded |= {index: superseded[leader] for index, leader in batch.repeats.items() if leader in superseded}
    outcome = Outcome(
        accepted=counts.get("accepted", 0),
        amended=counts.get("amended", 0),
        duplicates=counts.get("duplicate", 0) + len(batch.repeats.keys() - rejected.keys() - superseded.keys()),
        rejected=list(rejected.items()),
    )
    for index, why in superseded.items():
        outcome.supersede(index, *why)
    return outcome


def _contradiction_text() -> str:
    return _("Somebody with more authority has reported this shipment otherwise. Your report changes nothing.")


def _archived(month: date) -> str:
    return _(
        "Entries of %(month)s are archived, so your report changes nothing. If it must be recorded, ask the program to "
        "restore that month, and send it again then."
    ) % {"month": f"{month:%Y-%m}"}


def effects_staged(cursor: Any) -> list[Effect]:
    """Return the effects of the staged reports on their shippers."""
    cursor.execute(statement("effects"), {"urgent": Watch.URGENT})
    return [Effect(shipper_id, clean, urgency) for shipper_id, clean, urgency in cursor.fetchall()]
