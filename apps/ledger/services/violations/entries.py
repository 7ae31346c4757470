"""The recording of violations. Each report of a case is a further entry; the case points at the present one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.events import services as events
from apps.events.services import NewEvent
from apps.ledger.facts import (
    REQUIRED,
    VIOLATION_CONTENT,
    WHO_REQUIRED,
    Errors,
    ViolationFact,
    parse_all,
    parse_violation,
)
from apps.ledger.models import Case, Parcel, Recording, Rejection, Seller, Violation, Watch
from apps.ledger.services.recordings import Outcome, batch_time, recording_count, recording_lock
from apps.ledger.services.sellers import sellers_ensure, unknown_ksn
from apps.ledger.services.violations.determinations import DeterminationCheck
from apps.ledger.services.watches import Effect, watches_update
from apps.ledger.states import may_follow
from apps.ledger.vocabulary import Determination

COPIED = ("seller_id", "parcel_id", *VIOLATION_CONTENT)
_NEEDED = {"seller_id": WHO_REQUIRED, "date": REQUIRED, "category": REQUIRED}


@transaction.atomic
def violations_record(*, recording: Recording, facts: Iterable[tuple[int, Mapping[str, Any]]]) -> Outcome:
    """Record a batch of raw violations, each with its index in the source. Valid facts are kept.

    A further report with the same reference by the same reporter is a duplicate if it changes nothing, and otherwise a
    further entry, whose determination may change only as `states.DETERMINATIONS` allows. Raises Conflict if the
    recording was taken back.
    """
    recording = recording_lock(recording)
    parsed, rejected = parse_all(facts, partial(parse_violation, source=recording.reporter.code))
    outcome, effects = violations_enter(recording=recording, facts=parsed)
    outcome.reject(rejected)
    recording_count(recording, outcome)
    watches_update(recording=recording, effects=effects)
    return outcome


def violations_enter(
    *, recording: Recording, facts: Sequence[tuple[int, ViolationFact]]
) -> tuple[Outcome, list[Effect]]:
    """Record a batch of parsed violations, within the caller's transaction.

    The caller has locked the recording, counts the outcome, and updates the watches last.
    """
    reports, rejected = _resolve(facts, source=recording.reporter.code)
    _open_cases(recording, reports)
    cases = _lock_cases(recording, {report.reference for report in reports})
    present = Violation.objects.in_bulk({case.violation_id for case in cases.values()})
    seen_before = _lines_recorded_before(recording, reports)
    sellers = {report.content["seller_id"] for report in reports if "seller_id" in report.content}
    check = DeterminationCheck(
        recording, list(cases.values()), sellers | {entry.seller_id for entry in present.values()}
    )
    outcome, entries, touched = Outcome(), [], set()
    latest = {case.reference: present.get(case.violation_id) for case in cases.values()}
    for report in reports:
        case = cases.get(report.reference)
        before = latest.get(report.reference)
        if before is None or before.voided:
            if errors := report.missing():
                rejected[report.index] = errors
                continue
            before, base = None, {}
        else:
            base = {name: getattr(before, name) for name in COPIED}
            if base == base | report.content or report.index in seen_before:
                outcome.duplicates += 1
                continue
            if errors := _transition_errors(before, report) or check.errors_of(before, base | report.content):
                rejected[report.index] = errors
                continue
        assert case is not None
        case.revision += 1
        entry = Violation(
            case=case,
            revision=case.revision,
            recording=recording,
            recorded_at=batch_time(recording),
            **(base | report.content),
        )
        entries.append(entry)
        check.entry_add(entry)
        latest[report.reference] = entry
        touched |= {entry.seller_id, before.seller_id if before else entry.seller_id}
        if before is None:
            outcome.accepted += 1
        else:
            outcome.amended += 1
    outcome.reject(rejected)
    return outcome, _write(recording, entries, touched)


@dataclass(slots=True)
class _Report:
    """A fact whose seller and shipment are found. `content` holds the given fields as columns of an entry."""

    index: int
    reference: str
    content: dict[str, Any]

    def missing(self) -> Errors:
        """Return errors for the fields that the first report of a case needs and this report lacks."""
        return {
            name.removesuffix("_id"): [str(message)] for name, message in _NEEDED.items() if name not in self.content
        }


def _resolve(facts: Sequence[tuple[int, ViolationFact]], *, source: str) -> tuple[list[_Report], dict[int, Errors]]:
    """Find the sellers and shipments that the facts name; return the reports, and the errors of the other facts."""
    rejected: dict[int, Errors] = {}
    sellers = sellers_ensure({fact.seller: fact.seller_name for _index, fact in facts if fact.seller})
    parcels = _parcels({fact.shipment for _index, fact in facts if fact.shipment}, source)
    reports = []
    for index, fact in facts:
        errors: Errors = {}
        content = dict(fact.content)
        if fact.seller:
            content["seller_id"] = sellers.get(fact.seller)
            if content["seller_id"] is None:
                errors["ksn"] = [unknown_ksn()]
        if fact.shipment:
            content["parcel_id"] = _nearest(parcels.get(fact.shipment, ()), content.get("date"))
            if content["parcel_id"] is None:
                errors["shipment"] = [_("No such shipment is known. Report it first, or leave this blank.")]
        if errors:
            rejected[index] = errors
        else:
            reports.append(_Report(index, fact.reference, content))
    return reports, rejected


def _parcels(named: set[str], source: str) -> dict[str, list[Parcel]]:
    """Return the parcels of each name: `issuer:reference`, or a reference that the reporter itself issued."""
    numbers = {name: [(source, name), *([_issued(name)] if ":" in name else [])] for name in named}
    wanted = {number for meant in numbers.values() for number in meant}
    found: dict[tuple[str, str], list[Parcel]] = {}
    for parcel in Parcel.objects.filter(
        issuer__in={issuer for issuer, _reference in wanted}, reference__in={reference for _issuer, reference in wanted}
    ):
        found.setdefault((parcel.issuer, parcel.reference), []).append(parcel)
    return {name: [parcel for number in meant for parcel in found.get(number, ())] for name, meant in numbers.items()}


def _issued(name: str) -> tuple[str, str]:
    issuer, _colon, reference = name.partition(":")
    return issuer, reference


def _nearest(parcels: Iterable[Parcel], day: date | None) -> int | None:
    """Return the id of the parcel whose first day is nearest to a day; without a day, of the latest parcel."""
    day = day or date.max
    return min(parcels, key=lambda parcel: abs(day - parcel.first_date), default=Parcel()).pk


def _open_cases(recording: Recording, reports: Iterable[_Report]) -> None:
    """Create a case without an entry for each new reference, in key order, so that writers can't deadlock."""
    new = {report.reference: report.content["seller_id"] for report in reports if not report.missing()}
    Case.objects.bulk_create(
        [
            Case(
                reporter_id=recording.reporter_id, reference=reference, seller_id=seller_id, revision=0, violation_id=0
            )
            for reference, seller_id in sorted(new.items())
        ],
        ignore_conflicts=True,
    )


def _lock_cases(recording: Recording, references: set[str]) -> dict[str, Case]:
    cases = Case.objects.select_for_update().filter(reporter_id=recording.reporter_id, reference__in=references)
    return {case.reference: case for case in cases.order_by("reference")}


def _lines_recorded_before(recording: Recording, reports: Iterable[_Report]) -> set[int]:
    """Return the lines that this recording has recorded before: the present entries are later than these lines."""
    again = {report.index for report in reports if report.index < recording.position}
    refused = Rejection.objects.filter(recording=recording, index__in=again).values_list("index", flat=True)
    return again.difference(refused)


def _transition_errors(before: Violation, report: _Report) -> Errors:
    determination = report.content.get("determination", before.determination)
    if may_follow(before.determination, determination):
        return {}
    message = _("This violation was %(before)s and can't become %(after)s.") % {
        "before": Determination(before.determination).label.lower(),
        "after": Determination(determination).label.lower(),
    }
    return {"determination": [message]}


def _write(recording: Recording, entries: list[Violation], touched: set[int]) -> list[Effect]:
    Violation.objects.bulk_create(entries)
    cases_update(entries)
    shippers = dict(Seller.objects.filter(pk__in=touched, shipper__isnull=False).values_list("pk", "shipper_id"))
    events.record_many(
        "ledger.violation_recorded",
        events=[
            NewEvent(
                ("case", entry.case_id),
                shippers[entry.seller_id],
                {"violation_id": entry.pk, "determination": entry.determination},
            )
            for entry in entries
            if entry.seller_id in shippers
        ],
        actor=recording.actor,
    )
    return [Effect(shipper_id, urgency=Watch.URGENT) for shipper_id in set(shippers.values())]


def cases_update(entries: Iterable[Violation]) -> None:
    """Make each entry the present one of its locked case; of several entries of a case, the last."""
    cases = {}
    for entry in entries:
        entry.case.revision, entry.case.violation_id = entry.revision, entry.pk
        entry.case.seller_id = entry.seller_id
        cases[entry.case_id] = entry.case
    Case.objects.bulk_create(
        cases.values(),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["revision", "violation_id", "seller_id"],
    )
