"""Disowned shipments: parcels that were reported under the number of a business and are not its own."""

from collections.abc import Collection, Mapping

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict
from apps.ledger.archives import EntriesArchived
from apps.ledger.facts import PROGRAM, SellerKey
from apps.ledger.models import Case, Parcel, Recording, Violation
from apps.ledger.selectors.archives import parcel_months_missing
from apps.ledger.services.notices.service import services_end
from apps.ledger.services.recordings import (
    BatchCounts,
    batch_time,
    recording_count,
    recording_finish,
    recording_open,
    reporter_ensure,
)
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.services.shipments import effects_staged
from apps.ledger.services.staged_reports import months_keep, staging_prepare
from apps.ledger.services.violations.entries import COPIED, entries_write
from apps.ledger.services.watches import BatchEffect, watches_update
from apps.ledger.statements import statement
from apps.ledger.vocabulary import COUNTING, RANK, Determination, ReporterKind


@transaction.atomic
def parcels_disown(*, actor: User, parcel_ids: Collection[int], shipper_id: int, note: str = "") -> Recording:
    """Record that parcels are not this shipper's, by a further entry of each that names an unknown seller.

    The history of a parcel stays known under an identity of its own, which can be linked to the true seller later. The
    program outranks every reporter, so a repeated report does not undo the entry
    (ADR 118); reversing the recording does. The violations with the
    parcels that are on the record of the shipper go with them, and its notices of them are withdrawn. Parcels that are
    no longer in the record of the shipper are left out. Raises NotAllowed, Conflict where no parcel is left, or
    Archived where the entry of a parcel is in a file.
    """
    permissions.require(actor, "record_violations")
    reporter = reporter_ensure(code=PROGRAM, kind=ReporterKind.AGENCY)
    unknown = {parcel_id: SellerKey(PROGRAM, f"parcel {parcel_id}") for parcel_id in parcel_ids}
    # As in every recording, sellers are locked before parcels, and parcels in the order of their numbers.
    sellers = sellers_ensure(dict.fromkeys(unknown.values(), ""))
    locked = Parcel.objects.select_for_update(no_key=True, of=("self",)).select_related("seller")
    parcels = [
        parcel.pk
        for parcel in locked.filter(pk__in=unknown).order_by("issuer", "reference", "reuse")
        if not parcel.voided and parcel.seller.shipper_id == shipper_id
    ]
    if not parcels:
        raise Conflict(_("This shipment is not in the record of that business any more."), code="not_theirs")
    recording = recording_open(
        reporter=reporter, kind=Recording.Kind.PROGRAM, actor=actor, note=note[:300], at_once=True
    )
    about = {"round": 1, "recording": recording.pk, "now": batch_time(recording)}
    about |= {"reporter": reporter.pk, "rank": RANK[reporter.kind]}
    with connection.cursor() as cursor:
        staging_prepare(cursor)
        staged = {"parcels": parcels, "sellers": [sellers[unknown[parcel]] for parcel in parcels]}
        cursor.execute(statement("disown_stage"), staged)
        if cursor.rowcount < len(parcels):
            raise EntriesArchived(parcel_months_missing(Parcel.objects.filter(pk__in=parcels)))
        months_keep(cursor)
        cursor.execute(statement("enter"), about)
        cursor.execute(statement("amend"), about)
        cursor.execute(statement("tally"))
        effects = effects_staged(cursor)
    moved = {parcel: sellers[unknown[parcel]] for parcel in parcels}
    entries, touched = _violations_disown(recording, moved, shipper_id)
    recording_count(recording, BatchCounts(amended=len(parcels) + entries))
    effects += touched
    watches_update(recording=recording, effects=effects)
    return recording_finish(recording=recording)


def _violations_disown(
    recording: Recording, moved: Mapping[int, int], shipper_id: int
) -> tuple[int, list[BatchEffect]]:
    """Move the violations of a shipper with parcels that are not its own to the unknown seller of each parcel; return
    their number, and the effects on evaluations.

    A violation that counted is alleged from then on: whoever the seller proves to be was not heard.
    """
    present = Violation.objects.filter(
        parcel__in=moved, seller__shipper=shipper_id, pk=F("case__violation_id"), voided=False
    )
    locked = Case.objects.select_for_update().filter(pk__in=present.values("case")).order_by("reporter_id", "reference")
    cases = {case.pk: case for case in locked}
    before = list(present.filter(case__in=cases).order_by("case"))
    entries = [
        Violation(
            case=cases[entry.case_id],
            revision=cases[entry.case_id].revision + 1,
            recording=recording,
            recorded_at=batch_time(recording),
            **{name: getattr(entry, name) for name in COPIED}
            | {"seller_id": moved[entry.parcel_id], "determination": _determination_of_unknown(entry)},
        )
        for entry in before
        if entry.parcel_id is not None
    ]
    if not entries:
        return 0, []
    effects = entries_write(recording, entries, {entry.seller_id for entry in (*before, *entries)})
    services_end(cases)
    return len(entries), effects


def _determination_of_unknown(entry: Violation) -> str:
    return Determination.ALLEGED if entry.determination in COUNTING else entry.determination
