"""The check that compares each sealed day with its entries, with its signature, and with what was published."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from apps.core import clock
from apps.core.verification import VerificationResult, check
from apps.ledger.archives import months_text
from apps.ledger.selectors.archives import months_missing
from apps.partners.signatures.selectors import key_set
from apps.seals.entries import place_text
from apps.seals.folder import days_published, file_content
from apps.seals.models import Publication, Seal
from apps.seals.selectors import leaves_asked, seal_document
from apps.seals.signed_statements import is_signed_by, statement_digest, statement_read
from apps.seals.statements import RECORDED_BEFORE, sealed_parts
from apps.seals.trees import hashes_in, root_of


@check("seals")
def seal_chain() -> VerificationResult:
    """Compare each sealed day with its signature, the day before and its published file, without its entries."""
    verdict = _days_compare(reads_entries=False)
    if verdict.compared:
        verdict.notes.append("the entries of the sealed days were not read again (--seals)")
    return verdict


@check("seals", thorough=True)
def seals() -> VerificationResult:
    """Compare each sealed day with its entries, its signature, the day before and its published file, and name the days
    that differ.
    """
    verdict = _days_compare(reads_entries=True)
    if verdict.compared and _recorded_before(Seal.objects.earliest("day").day):
        verdict.differs(f"{Seal.objects.earliest('day').day}: entries were recorded before the first sealed day")
    if missing := months_missing():
        verdict.notes.append(
            f"entries of {months_text(missing)} are archived: their kept leaves were compared, and their files were "
            "not (--archives FOLDER)"
        )
    return verdict


def _days_compare(*, reads_entries: bool) -> VerificationResult:
    """Compare all sealed days, each with its entries too if `reads_entries`."""
    verdict = VerificationResult()
    published = set(Publication.objects.values_list("seal_id", flat=True))
    keys = key_set(Seal.objects.values_list("kid", flat=True).distinct().order_by())
    filed = days_published()
    last: Seal | None = None
    unknown: set[str] = set()
    for seal in Seal.objects.order_by("day").iterator(chunk_size=10):
        verdict.compared += 1
        faults = [
            *_statement_faults(seal, last),
            *(entry_faults(seal) if reads_entries else _part_faults(seal)),
            *_file_faults(seal, seal.pk in published),
        ]
        key = keys.get(seal.kid)
        if key is None:
            unknown.add(seal.kid)
        elif not is_signed_by(seal.statement, key):
            faults.append("the statement is not signed by the key of the seal")
        for fault in faults:
            verdict.differs(f"{seal.day}: {fault}")
        filed.discard(seal.day)
        last = seal
    for day in sorted(filed):
        verdict.differs(f"{day}: the day is published and has no seal")
    for kid in sorted(unknown):
        verdict.notes.append(f"the key {kid} was withdrawn: the seals after those that it signed vouch for them")
    return verdict


def _statement_faults(seal: Seal, last: Seal | None) -> Iterator[str]:
    """Yield the differences between the row of a seal and its statement, and the faults in how the seal follows the one
    before.
    """
    try:
        stated = statement_read(seal.statement)
    except ValueError:
        stated = {}
    recorded: dict[str, Any] = {
        "day": seal.day.isoformat(),
        "entries": seal.entries,
        "root": bytes(seal.root).hex(),
        "previous": bytes(last.digest).hex() if last else None,
    }
    for name, value in recorded.items():
        if stated.get(name) != value:
            yield f"the statement says {name} {stated.get(name)}, and the record {value}"
    if bytes(seal.digest) != statement_digest(seal.statement):
        yield "the statement has another digest than the record says"
    if last and clock.add_days(last.day, 1) != seal.day:
        yield f"the seals of the days after {last.day} are missing"


def _part_faults(seal: Seal) -> Iterator[str]:
    """Yield the fault of a seal whose parts do not make its root."""
    kept = hashes_in(bytes(seal.parts))
    if root_of(kept) != bytes(seal.root) or len(kept) != len(seal.firsts):
        yield "the parts of the seal do not make its root"


def entry_faults(seal: Seal) -> Iterator[str]:
    """Yield the faults of the parts of a seal, and the places where the entries of its day differ from the sealed
    ones.
    """
    yield from _part_faults(seal)
    kept = hashes_in(bytes(seal.parts))
    found: dict[int, list[bytes]] = {}
    # The cursor of the server takes a transaction; the rows of millions of entries would fill the memory.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            sealed_parts(seal.kinds),
            leaves_asked(seal) | {"firsts": seal.firsts or [0]},
        )
        entries = 0
        for part, joined in cursor:
            leaves = hashes_in(bytes(joined))
            entries += len(leaves)
            found[part] = [root_of(leaves)]
    if entries != seal.entries:
        yield f"{seal.entries:,} entries were sealed, and there are {entries:,}"
    for part in sorted(found.keys() | set(range(1, len(kept) + 1))):
        sealed = [kept[part - 1]] if 1 <= part <= len(kept) else []
        if found.get(part, []) != sealed:
            yield f"entries were altered, {_part_text(seal.firsts, part)}"


def _file_faults(seal: Seal, is_published: bool) -> Iterator[str]:
    content = file_content(seal.day)
    if content is None:
        if is_published:
            yield "the published file is missing"
    elif content != seal_document(seal.statement):
        yield "the published file says something else than the record"


def _part_text(firsts: list[int], part: int) -> str:
    """Return the words for the entries of a part of a seal, which is numbered from 1; 0 is what stands before all."""
    if not 1 <= part <= len(firsts):
        return "before the first that was sealed"
    after = f" and before {place_text(firsts[part])}" if part < len(firsts) else ""
    return f"from {place_text(firsts[part - 1])} on{after}"


def _recorded_before(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(RECORDED_BEFORE, {"moment": clock.start_of(day)})
        (is_recorded,) = cursor.fetchone()
    return is_recorded
