"""Reversal of a whole recording by further entries, as if its facts had never been reported."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.locks import lock_take
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events import services as events
from apps.events.services import NewEvent
from apps.jobs.models import Job
from apps.jobs.services import job_start
from apps.ledger.models import Case, ProgramEntry, Recording, Reporter, Seller, Violation, Watch
from apps.ledger.selectors import recordings_of
from apps.ledger.selectors.archives import recording_complete
from apps.ledger.selectors.identities import controlled_with
from apps.ledger.selectors.wrong_parcels import wrong_parcels_of_cases
from apps.ledger.services.notices.service import services_end
from apps.ledger.services.recordings import batch_time, recording_lock
from apps.ledger.services.reversal_requests import second_person_check
from apps.ledger.services.shipments import effects_staged
from apps.ledger.services.staged_reports import months_keep, staging_prepare
from apps.ledger.services.violations.entries import COPIED, cases_update
from apps.ledger.services.watches import GROUPS_LOCK, BatchEffect, watches_update
from apps.ledger.statements import statement
from apps.ledger.vocabulary import RANK, REUSE_DAYS

type PerShipper = dict[int, Counter[str]]

JOB = "ledger.reversal"
# A recording of more entries is taken back by a job, so many parcels in each transaction.
MAX_AT_ONCE = 20_000


@transaction.atomic
def recording_reverse(
    *, recording_id: int, reason: str, actor: User | None = None, reporter: Reporter | None = None
) -> Recording:
    """Take a recording back whole, at once, and return the recording of the reversal.

    Each parcel and case whose present entry belongs to the recording gets a further entry: a copy of the latest entry
    that was not taken back, or a void one. Staff need the permission, and what two persons decided needs two of them;
    a reporter may take back what it sent by no client.
    Duplicates that others reported meanwhile left no entry, so they may be reported again. Raises NotFound, NotAllowed,
    Invalid without a reason, Conflict for a recording that was taken back already or is a reversal, Archived where
    entries of its parcels are in files.
    """
    recording = _recording_for(recording_id, actor, reporter)
    return _reversal_complete(_reversal_begin(recording, reason, actor))


@transaction.atomic
def recording_take_back(
    *, recording_id: int, reason: str, actor: User | None = None, reporter: Reporter | None = None, client: str = ""
) -> Recording:
    """Take a recording back as `recording_reverse` does; one of many entries by a job, which goes on after this. Then
    the reversal that is returned is not finished. The recording takes no further facts from now on. Whoever asks again
    for a reversal whose job stopped has it go on. A reporter may take back what the same `client` of it sent.
    """
    recording = _recording_for(recording_id, actor, reporter, client)
    begun = Recording.objects.select_related("reverses").filter(reverses=recording, finished_at=None).first()
    reversal = begun or _reversal_begin(recording, reason, actor)
    if recording.accepted + recording.amended <= MAX_AT_ONCE:
        return _reversal_complete(reversal)
    about = {"reversal_id": reversal.pk}
    if not Job.objects.filter(kind=JOB, arguments=about, finished_at=None).exists():
        job_start(kind=JOB, arguments=about, actor=actor)
    return reversal


@transaction.atomic
def reversal_advance(*, reversal_id: int) -> tuple[Recording, int]:
    """Take the next parcels of a reversal back, or after all parcels its violations and acts; return the reversal, and
    how many parcels were looked at. Nothing is taken back twice, whoever calls this how often.

    A reversal in several batches records an event for each shipper of a batch.
    """
    reversal = recording_lock(Recording.objects.get(pk=reversal_id))
    recording = reversal.reverses
    assert recording is not None
    if reversal.finished_at is not None:
        return reversal, 0
    parcels, effects, count = _reverse_shipments(recording, reversal)
    decided: PerShipper = defaultdict(Counter)
    wrong: list[int] = []
    if count < MAX_AT_ONCE:
        wrong = wrong_parcels_of_cases(_reverse_violations(recording, reversal, decided))
        left = _reverse_program_entries(recording, reversal, decided)
        effects += [BatchEffect(shipper, urgency=Watch.URGENT) for shipper in sorted(left)]
        reversal.finished_at = clock.now()
    effects += [BatchEffect(shipper, urgency=Watch.URGENT, parcels=wrong) for shipper in sorted(decided)]
    watches_update(recording=reversal, effects=effects)
    changed = {shipper: parcels[shipper] + decided[shipper] for shipper in parcels.keys() | decided.keys()}
    events.record_many(
        "ledger.recording_reversed",
        events=[
            NewEvent(("recording", recording.pk), shipper, {"reversal_id": reversal.pk, **counts})
            for shipper, counts in sorted(changed.items())
        ],
        actor=reversal.actor,
    )
    reversal.save(update_fields=["recorded_at", "finished_at", "position"])
    return reversal, count


def _recording_for(recording_id: int, actor: User | None, reporter: Reporter | None, client: str = "") -> Recording:
    """Return the recording that somebody may take back."""
    recordings = recordings_of(reporter.pk, client) if reporter else Recording.objects.all()
    recording = row_get(recordings, _("There is no such recording."), pk=recording_id)
    if reporter is None:
        permissions.require(actor, "reverse_recordings")
        assert actor is not None
        second_person_check(actor, recording)
    return recording


def _reversal_begin(recording: Recording, reason: str, actor: User | None) -> Recording:
    """Create the recording of the reversal of a recording, of which nothing is done."""
    reason = text_required(reason, "reason", _("Say why it is taken back."))
    if recording.kind == Recording.Kind.REVERSAL:
        raise Conflict(_("A reversal can't be taken back. Record the facts again."), code="is_reversal")
    recording = recording_lock(recording)
    recording_complete(recording.pk)
    return Recording.objects.create(
        reporter=recording.reporter,
        kind=Recording.Kind.REVERSAL,
        client=recording.client,
        actor=actor,
        note=reason,
        reverses=recording,
        started_at=clock.now(),
    )


def _reversal_complete(reversal: Recording) -> Recording:
    """Take all parcels of a reversal back in this transaction."""
    while reversal.finished_at is None:
        reversal = reversal_advance(reversal_id=reversal.pk)[0]
    return reversal


def _reverse_shipments(recording: Recording, reversal: Recording) -> tuple[PerShipper, list[BatchEffect], int]:
    """Return the count of parcels of each shipper that changed, and what the changes mean for evaluations: no parcel
    means anything to the rules but those opened at random; and how many parcels were looked at.
    """
    changed: PerShipper = defaultdict(Counter)
    batch = {"recording": recording.pk, "after": reversal.position, "most": MAX_AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(statement("reversal_lock"), batch)
        first, last, reached, count = cursor.fetchone()
        if not count:
            return changed, [], 0
        staging_prepare(cursor)
        # The dates of all revisions of a parcel lie within REUSE_DAYS of its first date.
        span = {"from": clock.add_days(first, -REUSE_DAYS), "to": clock.add_days(last, REUSE_DAYS), "last": reached}
        cursor.execute(statement("reversal_stage"), batch | span)
        months_keep(cursor)
        cursor.execute(statement("enter"), {"round": 1, "recording": reversal.pk, "now": batch_time(reversal)})
        cursor.execute(statement("reversal_restore"), {"ranks": json.dumps(RANK)})
        cursor.execute(statement("tally"))
        cursor.execute(statement("reversal_shippers"))
        for shipper_id, parcels in cursor.fetchall():
            changed[shipper_id]["shipments"] = parcels
        reversal.position = reached
        return changed, effects_staged(cursor), count


def _reverse_violations(recording: Recording, reversal: Recording, changed: PerShipper) -> set[int]:
    """Take the entries of violations back; return their cases."""
    cases = list(
        Case.objects.select_for_update()
        .filter(pk__in=Violation.objects.filter(recording=recording).values("case"))
        .order_by("reporter_id", "reference")
    )
    entries_by_case: dict[int, list[Violation]] = defaultdict(list)
    for entry in (
        Violation.objects.filter(Q(recording=recording) | Q(recording__reversed_by=None), case__in=cases)
        .exclude(recording__kind=Recording.Kind.REVERSAL)
        .order_by("revision")
    ):
        entries_by_case[entry.case_id].append(entry)
    entries, touched = [], []
    for case in cases:
        present = entries_by_case[case.pk][-1]
        if present.recording_id != recording.pk:
            continue
        standing = [entry for entry in entries_by_case[case.pk] if entry.recording_id != recording.pk]
        restored = standing[-1] if standing else present
        # The entries that stand tell what is stale.
        case.reported_at = case.version = None
        entries.append(
            Violation(
                case=case,
                revision=case.revision + 1,
                recording=reversal,
                recorded_at=batch_time(reversal),
                voided=not standing,
                **{name: getattr(restored, name) for name in COPIED},
            )
        )
        touched.append({present.seller_id, restored.seller_id})
    Violation.objects.bulk_create(entries)
    cases_update(entries)
    services_end([entry.case_id for entry in entries if entry.voided])
    _changes_count("violations", touched, changed)
    return {entry.case_id for entry in entries}


def _reverse_program_entries(recording: Recording, reversal: Recording, changed: PerShipper) -> set[int]:
    """Take the acts of the program back; return the businesses that were judged together with those of the acts."""
    taken = ProgramEntry.objects.filter(recording=recording, takes_back=None, taken_back_by=None).order_by("pk")
    together: set[int] = set()
    if bound := {entry.shipper_id for entry in taken if entry.control is not None}:
        lock_take(GROUPS_LOCK)
        together = set().union(*controlled_with(bound).values())
    entries = ProgramEntry.objects.bulk_create(
        [
            ProgramEntry(
                shipper_id=entry.shipper_id,
                recording=reversal,
                recorded_at=batch_time(reversal),
                kind=entry.kind,
                date=entry.date,
                takes_back=entry,
                control=entry.control,
            )
            for entry in taken
        ]
    )
    for entry in entries:
        changed[entry.shipper_id]["program_entries"] += 1
    return together


def _changes_count(name: str, touched: Iterable[set[int]], changed: PerShipper) -> None:
    """Count the changed things of each shipper. `touched` holds the sellers of each thing."""
    touched = list(touched)
    shippers = dict(
        Seller.objects.filter(pk__in=set().union(*touched), shipper__isnull=False).values_list("pk", "shipper_id")
    )
    for sellers in touched:
        for shipper_id in {shippers[seller] for seller in sellers if seller in shippers}:
            changed[shipper_id][name] += 1
