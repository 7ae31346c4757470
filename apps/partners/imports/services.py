"""Imports: received in one part or several, recorded by a job, and cleared away."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.room import given_back, room_needed
from apps.jobs.models import JobState
from apps.jobs.services import job_start
from apps.ledger.facts import SHIPMENT_FIELDS, VIOLATION_FIELDS
from apps.ledger.models import Recording
from apps.ledger.services import recording_advance, recording_finish, recording_lock, recording_open
from apps.partners.digests import Digests
from apps.partners.encodings import BLOCK
from apps.partners.imports.lines import (
    content_open,
    facts_read,
    part_store,
    parts_delete,
    parts_unknown,
)
from apps.partners.imports.models import Import
from apps.partners.imports.selectors import import_of, import_of_content, imports_of, imports_unrecorded
from apps.partners.reports.models import FactKind
from apps.partners.reports.selectors import KEY_TIME, Reporting, reporting_of
from apps.partners.reports.services import facts_record
from apps.partners.systems.models import Partner

JOB = "partners.import"
LINES_AT_ONCE = 5_000
# The most parts of an import, whose row names them all.
MAX_PARTS = 2_000
# The most imports of one system that are not recorded: each may hold `IMPORT_MAX_BYTES` of the disk.
MAX_UNRECORDED = 20
# An import that is not completed within this time is deleted.
KEPT = timedelta(days=7)
FIELDS = {FactKind.SHIPMENTS: SHIPMENT_FIELDS, FactKind.VIOLATIONS: VIOLATION_FIELDS}
COUNTS = ("accepted", "amended", "duplicates", "stale", "rejected")


@room_needed()
def import_add(
    *,
    partner_id: int,
    facts: str,
    form: str,
    encoding: str,
    blocks: Iterable[bytes],
    digests: Digests,
    is_complete: bool,
    key: str = "",
    promised: str = "",
) -> tuple[Import, bool]:
    """Begin an import with its first bytes, or with all of them; then its job is started.

    Return the import, and whether it was made before: by the same request under the same key, or by the same content.
    `digests` are those promised of the bytes, `promised` those of the whole. Raises Conflict for a key of another
    request, and beyond `MAX_UNRECORDED`; Invalid beyond `IMPORT_MAX_BYTES` and for a whole that is empty; Problem where
    the bytes have other digests than promised; NotAllowed where the partner reports no such facts; NoRoom.
    """
    reporting_of(Partner.objects.select_related("reporter").get(pk=partner_id), facts)
    new = Import(
        partner_id=partner_id,
        facts=facts,
        form=form,
        encoding=encoding,
        key=hashlib.sha256(key.encode()).hexdigest() if key else "",
        promised=promised,
    )
    kept = False
    try:
        _part_add(new, blocks, digests)
        digest = _content_digest(new, is_whole=is_complete)
        if is_complete:
            new.sha256 = digest
        about = f"{facts} {form} {encoding} {is_complete} {promised} {digest}"
        new.request_digest = hashlib.sha256(about.encode()).digest()
        with transaction.atomic():
            found = _import_save(new)
        kept = found is new
        return found, not kept
    finally:
        if not kept:
            parts_delete(new.parts)


@room_needed()
@transaction.atomic
def import_append(
    *,
    partner_id: int,
    import_id: int,
    offset: int,
    blocks: Iterable[bytes],
    digests: Digests,
    is_complete: bool,
) -> Import:
    """Add a part to an import at the offset up to which its bytes are here; the last part completes the import.

    `digests` are those promised of the part. Raises NotFound for an import of another system, Conflict for one that is
    complete, for another offset and beyond `MAX_PARTS`; Invalid beyond `IMPORT_MAX_BYTES`, Problem where the part or
    the whole has other digests than promised, NoRoom. What came of a part that is refused is deleted at once.
    """
    Import.objects.select_for_update().filter(pk=import_id, partner=partner_id).first()
    found = import_of(partner_id, import_id)
    if found.job is not None:
        raise Conflict(_("This import is complete: nothing can be added. Make another."), code="complete")
    if offset != found.received:
        raise Conflict(
            _("Upload-Offset has to be %(received)d: so many bytes are here. Send the part that begins there.")
            % {"received": found.received},
            code="wrong_offset",
        )
    before = len(found.parts)
    if before >= MAX_PARTS:
        raise Conflict(
            _("An import has up to %(most)d parts. Make another, with larger ones.") % {"most": MAX_PARTS},
            code="too_many_parts",
        )
    with given_back(lambda: parts_delete(found.parts[before:])):
        _part_add(found, blocks, digests)
        if is_complete:
            found.sha256 = _content_digest(found, is_whole=True)
            found.job = job_start(kind=JOB, arguments={"import_id": found.pk})
        found.save(update_fields=["received", "parts", "sha256", "job"])
    return found


def import_enter(*, import_id: int, progress: Callable[[int, int | None], None]) -> dict[str, int]:
    """Record a complete import in batches, in a job; return the counts of its lines.

    A run that was stopped goes on after the last batch that it recorded. Raises Invalid for content that can't be read,
    Conflict where the recording was taken back or the partner was shut out meanwhile, NotAllowed where it reports no
    such facts any more.
    """
    found = Import.objects.select_related("partner__reporter", "partner__client").get(pk=import_id)
    if not found.partner.active:
        raise Conflict(_("Your system was shut out before all lines were recorded."), code="shut_out")
    reporting = reporting_of(found.partner, found.facts)
    recording = _recording_open(found)
    if recording.finished_at is None:
        with content_open(found.parts) as file:

            def tick() -> None:
                progress(file.tell(), found.received)

            facts = facts_read(
                file,
                form=found.form,
                encoding=found.encoding,
                fields=FIELDS[FactKind(found.facts)],
                max_bytes=settings.IMPORT_MAX_DECODED_BYTES,
                tick=tick,
            )
            ahead = (fact for fact in facts if fact[0] >= recording.position)
            for batch in batched(ahead, LINES_AT_ONCE):
                _batch_record(found.facts, recording, batch, reporting)
                tick()
        recording_finish(recording=recording)
    recording.refresh_from_db()
    counts = {name: getattr(recording, name) for name in COUNTS}
    return {"read": sum(counts.values()), **counts}


def imports_clear() -> None:
    """Delete the content of imports that are recorded or have stopped, and imports that were not completed in time."""
    before = clock.now() - KEPT
    with transaction.atomic():
        late = Import.objects.select_for_update().filter(job=None, created_at__lt=before)
        for found in late:
            parts_delete(found.parts)
        late.delete()
    over = Import.objects.exclude(parts=[]).filter(job__state__in=[JobState.DONE, JobState.FAILED])
    parts_over = dict(over.values_list("pk", "parts"))
    for parts in parts_over.values():
        parts_delete(parts)
    Import.objects.filter(pk__in=parts_over).update(parts=[])
    # A process that was killed while a request came in has left a part that no import knows.
    known = {name for parts in Import.objects.exclude(parts=[]).values_list("parts", flat=True) for name in parts}
    parts_delete(parts_unknown(known, before=before))


def _import_save(new: Import) -> Import:
    """Save a new import, and start its job if it is whole; return an earlier one of its key or its content instead."""
    # The system's requests are looked at one after the other, so that two with one key make one import.
    Partner.objects.select_for_update(no_key=True).get(pk=new.partner_id)
    if new.key:
        under_key = imports_of(new.partner_id).filter(key=new.key)
        under_key.filter(created_at__lte=clock.now() - KEY_TIME).update(key="")
        if made := under_key.first():
            if made.request_digest is None or bytes(made.request_digest) != new.request_digest:
                raise Conflict(
                    _("This key was used for another request. Use a new key for new content."), code="key_reused"
                )
            return made
    if new.sha256 and (made := import_of_content(new)):
        return made
    if imports_unrecorded(new.partner_id).count() >= MAX_UNRECORDED:
        raise Conflict(
            _(
                "You have %(most)d imports that are not recorded. Wait until some of them are. One that stopped counts "
                "for up to an hour."
            )
            % {"most": MAX_UNRECORDED},
            code="too_many_imports",
        )
    new.save()
    if new.sha256:
        new.job = job_start(kind=JOB, arguments={"import_id": new.pk})
        new.save(update_fields=["job"])
    return new


def _part_add(found: Import, blocks: Iterable[bytes], digests: Digests) -> None:
    """Store the blocks of a part behind what an import has received; refuse too many, and others than promised."""
    name, size = part_store(digests.seen(_blocks_within(blocks, found.received)))
    found.parts.append(name)
    digests.check()
    found.received += size


def _blocks_within(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Return blocks as they are, after so many bytes; raise Invalid beyond `IMPORT_MAX_BYTES`."""
    for block in blocks:
        size += len(block)
        if size > settings.IMPORT_MAX_BYTES:
            raise InvalidInput(
                _("An import has up to %(most)d MB. Compress it, or make several.")
                % {"most": settings.IMPORT_MAX_BYTES // 2**20},
                code="too_long",
            )
        yield block


def _content_digest(found: Import, *, is_whole: bool) -> str:
    """Return the digest of what an import has received, in hexadecimal.

    Raises Invalid for a whole that is empty, Problem for one that has other digests than promised.
    """
    if is_whole and not found.received:
        raise InvalidInput(_("There is nothing in this import. Send one fact at least."))
    digests, digest = Digests("Repr-Digest", found.promised if is_whole else ""), hashlib.sha256()
    with content_open(found.parts) as file:
        while block := file.read(BLOCK):
            digest.update(block)
            digests.add(block)
    digests.check()
    return digest.hexdigest()


def _recording_open(found: Import) -> Recording:
    """Return the recording of an import, which imports of the same content share; a reversal leads to a new one."""
    if found.recording is not None:
        return found.recording
    partner = found.partner
    whole = hashlib.sha256(
        f"{partner.client.client_id} {found.facts} {found.form} {found.encoding} {found.sha256}".encode()
    ).hexdigest()
    taken_back = Recording.objects.filter(
        reporter=partner.reporter, key__startswith=f"{whole}:", reversed_by__isnull=False
    ).count()
    found.recording = recording_open(
        reporter=partner.reporter,
        kind=Recording.Kind.API,
        client=partner.client.client_id,
        key=f"{whole}:{taken_back}",
        note=f"import {found.pk}",
    )
    found.save(update_fields=["recording"])
    return found.recording


@transaction.atomic
def _batch_record(facts: str, recording: Recording, batch: Iterable[tuple[int, Any]], reporting: Reporting) -> None:
    """Record a batch, and move the recording past it; leave out what another worker recorded meanwhile."""
    locked = recording_lock(recording)
    ahead = [fact for fact in batch if fact[0] >= locked.position]
    if ahead:
        facts_record(recording=locked, facts=facts, items=ahead, reporting=reporting)
        recording_advance(recording=locked, position=ahead[-1][0] + 1)
