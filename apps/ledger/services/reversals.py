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
from apps.core.errors import Conflict, NotFound
from apps.core.text import text_required
from apps.events import services as events
from apps.events.services import NewEvent
from apps.ledger.models import Case, ProgramEntry, Recording, Reporter, Seller, Violation, Watch
from apps.ledger.selectors import recordings_of
from apps.ledger.selectors.archives import recording_complete
from apps.ledger.services.days import batch_begin
from apps.ledger.services.notices.service import services_end
from apps.ledger.services.recordings import recording_lock
from apps.ledger.services.shipments import effects_staged
from apps.ledger.services.staged_reports import months_keep, staging_prepare
from apps.ledger.services.violations.entries import COPIED, cases_update
from apps.ledger.services.watches import Effect, watches_update
from apps.ledger.statements import statement
from apps.ledger.vocabulary import RANK, REUSE_DAYS

type PerShipper = dict[int, Counter[str]]


@transaction.atomic
def recording_reverse(
    *, recording_id: int, reason: str, actor: User | None = None, reporter: Reporter | None = None, client: str = ""
) -> Recording:
    """Take a recording back whole, and return the recording of the reversal.

    Each parcel and case whose present entry belongs to the recording gets a further entry: a copy of the latest entry
    that was not taken back, or a void one. Staff need the permission; a reporter may take back what the same `client`
    of it sent.
    Duplicates that others reported meanwhile left no entry, so they may be reported again. Raises NotFound, NotAllowed,
    Invalid without a reason, Conflict for a recording that was taken back already or is a reversal, Archived where
    entries of its parcels are in files.
    """
    recordings = recordings_of(reporter.pk, client) if reporter else Recording.objects.all()
    recording = recordings.filter(pk=recording_id).first()
    if recording is None:
        raise NotFound(_("There is no such recording."))
    if reporter is None:
        permissions.require(actor, "reverse_recordings")
    reason = text_required(reason, "reason", _("Say why it is taken back."))
    if recording.kind == Recording.Kind.REVERSAL:
        raise Conflict(_("A reversal can't be taken back. Record the facts anew."), code="is_reversal")
    recording = recording_lock(recording)
    recording_complete(recording.pk)
    now = batch_begin(clock.now())
    reversal = Recording.objects.create(
        reporter=recording.reporter,
        kind=Recording.Kind.REVERSAL,
        client=recording.client,
        actor=actor,
        note=reason,
        reverses=recording,
        started_at=now,
        finished_at=now,
        recorded_at=now,
    )
    parcels, effects = _reverse_shipments(recording, reversal)
    decided: PerShipper = defaultdict(Counter)
    _reverse_violations(recording, reversal, decided)
    _reverse_program_entries(recording, reversal, decided)
    effects += [Effect(shipper, urgency=Watch.URGENT) for shipper in sorted(decided)]
    watches_update(recording=reversal, effects=effects)
    changed = {shipper: parcels[shipper] + decided[shipper] for shipper in parcels.keys() | decided.keys()}
    events.record_many(
        "ledger.recording_reversed",
        events=[
            NewEvent(("recording", recording.pk), shipper, {"reversal_id": reversal.pk, **counts})
            for shipper, counts in sorted(changed.items())
        ],
        actor=actor,
    )
    return reversal


def _reverse_shipments(recording: Recording, reversal: Recording) -> tuple[PerShipper, list[Effect]]:
    """Return the count of parcels of each shipper that changed, and what the changes mean for evaluations: no parcel
    means anything to the rules but those opened at random.
    """
    changed: PerShipper = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(statement("reversal_lock"), {"recording": recording.pk})
        first, last = cursor.fetchone()
        if first is None:
            return changed, []
        staging_prepare(cursor)
        # The dates of all revisions of a parcel lie within REUSE_DAYS of its first date.
        span = {"from": clock.add_days(first, -REUSE_DAYS), "to": clock.add_days(last, REUSE_DAYS)}
        cursor.execute(statement("reversal_stage"), {"recording": recording.pk} | span)
        months_keep(cursor)
        cursor.execute(statement("enter"), {"round": 1, "recording": reversal.pk, "now": reversal.started_at})
        cursor.execute(statement("reversal_restore"), {"ranks": json.dumps(RANK)})
        cursor.execute(statement("tally"))
        cursor.execute(statement("reversal_shippers"))
        for shipper_id, count in cursor.fetchall():
            changed[shipper_id]["shipments"] = count
        return changed, effects_staged(cursor)


def _reverse_violations(recording: Recording, reversal: Recording, changed: PerShipper) -> None:
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
                recorded_at=reversal.started_at,
                voided=not standing,
                **{name: getattr(restored, name) for name in COPIED},
            )
        )
        touched.append({present.seller_id, restored.seller_id})
    Violation.objects.bulk_create(entries)
    cases_update(entries)
    services_end([entry.case_id for entry in entries if entry.voided])
    _changes_count("violations", touched, changed)


def _reverse_program_entries(recording: Recording, reversal: Recording, changed: PerShipper) -> None:
    taken = ProgramEntry.objects.filter(recording=recording, takes_back=None, taken_back_by=None).order_by("pk")
    entries = ProgramEntry.objects.bulk_create(
        [
            ProgramEntry(
                shipper_id=entry.shipper_id,
                recording=reversal,
                recorded_at=reversal.started_at,
                kind=entry.kind,
                date=entry.date,
                takes_back=entry,
            )
            for entry in taken
        ]
    )
    for entry in entries:
        changed[entry.shipper_id]["program_entries"] += 1


def _changes_count(name: str, touched: Iterable[set[int]], changed: PerShipper) -> None:
    """Count the changed things of each shipper. `touched` holds the sellers of each thing."""
    touched = list(touched)
    shippers = dict(
        Seller.objects.filter(pk__in=set().union(*touched), shipper__isnull=False).values_list("pk", "shipper_id")
    )
    for sellers in touched:
        for shipper_id in {shippers[seller] for seller in sellers if seller in shippers}:
            changed[shipper_id][name] += 1
