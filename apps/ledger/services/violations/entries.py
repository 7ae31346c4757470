"""The recording of violations. Each report of a case is a further entry; the case points at the present one."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.events import services as events
from apps.events.services import NewEvent
from apps.ledger.facts import (
    REQUIRED,
    VIOLATION_CONTENT,
    WHO_REQUIRED,
    Errors,
    ReportOrder,
    ViolationFact,
    nothing_wrong,
    parse_all,
    parse_violation,
    unknown_ksn,
)
from apps.ledger.models import Case, FurtherReport, Parcel, Recording, Rejection, Remark, Seller, Violation, Watch
from apps.ledger.selectors.wrong_parcels import wrong_parcels_of_cases
from apps.ledger.services.recordings import BatchCounts, batch_time, recording_count, recording_lock
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.services.violations.determinations import DeterminationCheck, Disclosers, claims_text, nobody
from apps.ledger.services.violations.open_allegations import OpenAllegations
from apps.ledger.services.violations.own_reports import OwnReports
from apps.ledger.services.violations.shared_cases import (
    FurtherReports,
    OtherReports,
    parcels_of_cases,
    sellers_of_disowned,
)
from apps.ledger.services.watches import BatchEffect, watches_update

COPIED = ("seller_id", "parcel_id", *VIOLATION_CONTENT)
_NEEDED = {"seller_id": WHO_REQUIRED, "date": REQUIRED, "category": REQUIRED}


@transaction.atomic
def violations_record(
    *,
    recording: Recording,
    facts: Iterable[tuple[int, Mapping[str, Any]]],
    check: Callable[[ViolationFact], Errors] = nothing_wrong,
    by_operator: bool = False,
    disclosers: Disclosers = nobody,
) -> BatchCounts:
    """Record a batch of raw violations, each with its index in the source. Valid facts are kept. `check` says why the
    source may not report one; `disclosers` gives the businesses in whose name it may disclose.

    A report of anybody but an officer, the operator (`by_operator`) or an agency in its competence is alleged, whatever
    it says. A further report with the same reference by the same reporter is a duplicate if it changes nothing, and
    otherwise a further entry, whose determination may change only as `states.DETERMINATIONS` allows; a report that is
    older than the last one of its reporter, or repeats one that was changed since, changes nothing. A report of a
    matter that another reporter reported joins that case. Of a parcel that a business disowned, a report is of the
    seller of that parcel, whomever it names. The outcome remarks on each fact that was recorded otherwise
    than it was said. Raises Conflict if the recording was taken back.
    """
    recording = recording_lock(recording)
    parsed = parse_all(facts, partial(parse_violation, source=recording.reporter.code, today=clock.today()), check)
    outcome, effects = violations_enter(
        recording=recording, facts=parsed.facts, by_operator=by_operator, disclosers=disclosers
    )
    outcome.describe(parsed)
    recording_count(recording, outcome)
    watches_update(recording=recording, effects=effects)
    return outcome


def violations_enter(
    *,
    recording: Recording,
    facts: Sequence[tuple[int, ViolationFact]],
    by_operator: bool = False,
    disclosers: Disclosers = nobody,
) -> tuple[BatchCounts, list[BatchEffect]]:
    """Record a batch of parsed violations, within the caller's transaction.

    The caller has locked the recording, counts the outcome, and updates the watches last.
    """
    outcome = BatchCounts()
    reports, rejected = _resolve(facts, recording, by_operator=by_operator)
    references = {report.reference for report in reports}
    own = parcels_of_cases(recording.reporter_id, references)
    parcels = {report.content["parcel_id"] for report in reports if "parcel_id" in report.content}
    parcels |= {parcel for parcel in own.values() if parcel}
    disowned = sellers_of_disowned(parcels)
    for report in reports:
        if seller := disowned.get(report.content.get("parcel_id") or own.get(report.reference)):
            report.content["seller_id"] = seller
    sellers = {report.content["seller_id"] for report in reports if "seller_id" in report.content}
    known = OtherReports(recording.reporter_id, parcels, sellers)
    further = FurtherReports(recording.reporter_id, references)
    shared = dict(further.cases)
    joining = _joining(reports, known, own.keys() | shared.keys())
    if recording.kind == Recording.Kind.DESK and joining:
        rejected |= {report.index: _on_record(joining) for report in reports if report.reference in joining}
        reports = [report for report in reports if report.reference not in joining]
    shared |= {reference: entry.case_id for reference, entry in joining.items()}
    _open_cases(recording, [report for report in reports if report.reference not in shared])
    cases = _lock_cases(recording, {report.reference for report in reports}, shared)
    found = set(cases.values())
    present = Violation.objects.select_related("recording").in_bulk({case.violation_id for case in found})
    seen_before = _lines_recorded_before(recording, reports)
    own_reports = OwnReports(recording, found)
    check = DeterminationCheck(
        recording,
        list(found),
        sellers | {entry.seller_id for entry in present.values()},
        by_operator=by_operator,
        disclosers=disclosers,
    )
    open_allegations = OpenAllegations(recording, sellers, by_operator=by_operator)
    entries, touched = [], set()
    latest = {case.pk: present.get(case.violation_id) for case in found}
    for report in reports:
        case = cases.get(report.reference)
        before = latest.get(case.pk) if case else None
        if report.index in seen_before and before is not None and not before.voided:
            outcome.duplicates += 1
            continue
        base: dict[str, Any] = {}
        if before is None or before.voided:
            if errors := report.missing():
                rejected[report.index] = errors
                continue
            before = None
            content, beyond = check.claims_sort(base, report.content)
            ruling = check.first(content)
            ruling.errors |= open_allegations.add(report.content["seller_id"])
        else:
            assert case is not None
            base = {name: getattr(before, name) for name in COPIED}
            content, beyond = check.claims_sort(base, report.content)
            if (
                report.reference not in joining
                and base != base | content
                and (why := own_reports.superseded(case, before, report.order, content))
            ):
                outcome.supersede(report.index, *why)
                continue
            ruling = check.further(case, before, base, content)
            if case.reporter_id == recording.reporter_id:
                ruling.errors |= _merging_errors(known, base, ruling.content)
        if ruling.errors:
            rejected[report.index] = ruling.errors
            continue
        assert case is not None
        is_new = before is None or joining.pop(report.reference, None) is not None
        if is_new and before is not None:
            ruling.remarks = {Remark.Code.JOINED: _joined_text(), **ruling.remarks}
            ruling.remarks.pop(Remark.Code.BESIDE, None)
        changes = False
        if beyond and ruling.content is not None:
            ruling.remarks[Remark.Code.CLAIM] = claims_text(beyond)
            further.add(report.beside(case, recording))
        if before is not None and (is_new or ruling.content is None):
            changes = further.add(report.beside(case, recording))
        if ruling.content is not None and (before is None or base != base | ruling.content):
            changes = True
            case.revision += 1
            entry = Violation(
                case=case,
                revision=case.revision,
                recording=recording,
                recorded_at=batch_time(recording),
                **(base | ruling.content),
                **report.order._asdict(),
            )
            entries.append(entry)
            check.entry_add(entry)
            own_reports.add(entry)
            latest[case.pk] = entry
            touched |= {entry.seller_id, before.seller_id if before else entry.seller_id}
        outcome.remark(report.index, ruling.remarks)
        outcome.count(is_new=is_new, changes=changes)
        own_reports.order_advance(case, report.order)
    own_reports.save()
    further.save()
    outcome.reject(rejected)
    return outcome, entries_write(recording, entries, touched)


@dataclass(slots=True)
class _Report:
    """A fact whose seller and shipment are found. `content` holds the given fields as columns of an entry."""

    index: int
    reference: str
    content: dict[str, Any]
    fact: ViolationFact

    @property
    def order(self) -> ReportOrder:
        """Return the order of the report among those of its reporter."""
        return self.fact.order

    def beside(self, case: Case, recording: Recording) -> FurtherReport:
        """Return the report as it is kept beside a case."""
        told = {"seller": self.fact.seller.code if self.fact.seller else "", "shipment": self.fact.shipment}
        return FurtherReport(
            case=case,
            reporter=recording.reporter,
            reference=self.reference,
            recording=recording,
            recorded_at=batch_time(recording),
            content={name: value for name, value in told.items() if value} | self.fact.content,
        )

    def missing(self) -> Errors:
        """Return errors for the fields that the first report of a case needs and this report lacks."""
        return {
            name.removesuffix("_id"): [str(message)] for name, message in _NEEDED.items() if name not in self.content
        }


def _resolve(
    facts: Sequence[tuple[int, ViolationFact]], recording: Recording, *, by_operator: bool
) -> tuple[list[_Report], dict[int, Errors]]:
    """Find the sellers and shipments that the facts name; return the reports, and the errors of the other facts."""
    rejected: dict[int, Errors] = {}
    reporter = recording.reporter
    # Officers, and the operator of the site, say which agency acted. A reporter that is an agency speaks for itself.
    speaks_for_all = by_operator or recording.kind == Recording.Kind.DESK
    sellers = sellers_ensure({fact.seller: fact.seller_name for _index, fact in facts if fact.seller})
    parcels = _parcels({fact.shipment for _index, fact in facts if fact.shipment}, reporter.code)
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
        if not speaks_for_all and (agency := reporter.agency_named(content.get("agency", ""))) != "":
            if agency is None:
                errors["agency"] = [
                    _("You report as %(reporter)s, and can't report in the name of another agency. Leave this blank.")
                    % {"reporter": reporter}
                ]
            else:
                content["agency"] = agency
        if errors:
            rejected[index] = errors
        else:
            reports.append(_Report(index, fact.reference, content, fact))
    return reports, rejected


def _joining(reports: Sequence[_Report], known: OtherReports, numbered: Collection[str]) -> dict[str, Violation]:
    """Return the entries of other reporters about the same matters, by the new references: those not in `numbered`."""
    if not known:
        return {}
    first: dict[str, dict[str, Any]] = {}
    for report in reports:
        if report.reference not in numbered and not report.missing():
            first.setdefault(report.reference, report.content)
    found = {reference: known.same(content) for reference, content in first.items()}
    return {reference: entry for reference, entry in found.items() if entry is not None}


def _merging_errors(known: OtherReports, base: dict[str, Any], content: dict[str, Any] | None) -> Errors:
    """Return why a further entry can't be made that would make two cases of different reporters one matter."""
    if not known or content is None or known.same(base) or not known.same(base | content):
        return {}
    return {
        "shipment": [
            _(
                "Another reporter has a case on this shipment already, and it must not count twice. Make this "
                "report reversed, and report it again under another reference: it joins that case."
            )
        ]
    }


def _joined_text() -> str:
    return _(
        "Another reporter has reported this of the same shipment. Your report joined that case, so it counts once. "
        "Officers see both."
    )


def _on_record(joining: Mapping[str, Violation]) -> Errors:
    entry = next(iter(joining.values()))
    return {
        "shipment": [
            _("This is on record already: case %(case)s of %(reporter)s. Open that case.")
            % {"case": entry.case.reference, "reporter": entry.case.reporter}
        ]
    }


def _parcels(named: set[str], source: str) -> dict[str, list[Parcel]]:
    """Return the parcels of each name: `issuer:reference`, or a reference that the reporter itself issued."""
    numbers = {name: [(source, name), *([_issuer_and_reference(name)] if ":" in name else [])] for name in named}
    wanted = {number for meant in numbers.values() for number in meant}
    found: dict[tuple[str, str], list[Parcel]] = {}
    for parcel in Parcel.objects.filter(
        issuer__in={issuer for issuer, _reference in wanted}, reference__in={reference for _issuer, reference in wanted}
    ):
        found.setdefault((parcel.issuer, parcel.reference), []).append(parcel)
    return {name: [parcel for number in meant for parcel in found.get(number, ())] for name, meant in numbers.items()}


def _issuer_and_reference(name: str) -> tuple[str, str]:
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


def _lock_cases(recording: Recording, references: set[str], shared: Mapping[str, int]) -> dict[str, Case]:
    """Lock the cases that a reporter's references stand for, and return them by reference."""
    ours = Q(reporter=recording.reporter_id, reference__in=references - shared.keys())
    locked = Case.objects.select_for_update().filter(ours | Q(pk__in=set(shared.values())))
    cases = {case.pk: case for case in locked.order_by("reporter_id", "reference")}
    joined = {reference: cases[pk] for reference, pk in shared.items()}
    return {case.reference: case for case in cases.values() if case.reporter_id == recording.reporter_id} | joined


def _lines_recorded_before(recording: Recording, reports: Iterable[_Report]) -> set[int]:
    """Return the lines that this recording has recorded before: the present entries are later than these lines."""
    again = {report.index for report in reports if report.index < recording.position}
    refused = Rejection.objects.filter(recording=recording, index__in=again).values_list("index", flat=True)
    return again.difference(refused)


def entries_write(recording: Recording, entries: list[Violation], touched: set[int]) -> list[BatchEffect]:
    """Write entries of locked cases with their events; return the effects on the businesses of the sellers touched."""
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
    parcels = wrong_parcels_of_cases({entry.case_id for entry in entries}) if entries else []
    return [BatchEffect(shipper_id, urgency=Watch.URGENT, parcels=parcels) for shipper_id in set(shippers.values())]


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
        update_fields=["revision", "violation_id", "seller_id", "reported_at", "version"],
    )
