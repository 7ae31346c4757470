"""Reads of seals: the day that comes next, the published document of a seal, and the proofs of entries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.rows import row_get
from apps.ledger.models import Shipment
from apps.ledger.selectors import day_ends, recorded_since
from apps.ledger.selectors.archives import archives_missing
from apps.partners.signatures.selectors import key_set
from apps.seals.entries import place_of
from apps.seals.models import Seal
from apps.seals.signed_statements import statement_read
from apps.seals.statements import one_part
from apps.seals.trees import PART_SIZE, hashes_in, path_of, root_of

PROOF_FORMAT = "known-shipper-proof/1"
# A day that is not sealed by then is shown to those who operate. A day of millions of entries takes a few minutes.
LATE = timedelta(hours=6)
# Beyond every place.
_END = 2**63 - 1


def seals() -> QuerySet[Seal]:
    """Return the seals without what only proofs read, the latest first."""
    return Seal.objects.defer("firsts", "parts", "secret").order_by("-day")


def seal_of(day: date) -> Seal:
    """Return the seal of a day. Raises NotFound."""
    return row_get(seals(), _("This day is not sealed."), day=day)


def day_due() -> date | None:
    """Return the first day without a seal if the day is over; None if no day is to be sealed."""
    return _day_after(seals().values_list("day", flat=True).first())


def seals_behind() -> tuple[int, int]:
    """Return the number of days that ended longer than `LATE` ago and are not sealed, and the number of seals that were
    not published.
    """
    found = Seal.objects.aggregate(last=Max("day"), unpublished=Count("pk", filter=Q(publication=None)))
    day = _day_after(found["last"])
    late = (clock.day_of(clock.now() - LATE) - day).days if day else 0
    return max(0, late), found["unpublished"]


def seals_unpublished() -> QuerySet[Seal]:
    """Return the seals that were not yet published in the folder, the oldest first."""
    return seals().filter(publication=None).order_by("day")


def seal_document(statement: str) -> bytes:
    """Return the published document of a seal: what its statement says, and the statement."""
    return json.dumps({**statement_read(statement), "statement": statement}, indent=1).encode() + b"\n"


def seal_keys() -> list[dict[str, Any]]:
    """Return the public part of each key that signed a seal, however long ago, those withdrawn left out."""
    return list(key_set(Seal.objects.values_list("kid", flat=True).distinct().order_by()).values())


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """The proof that an entry is in the seal of its day (RFC 9162, section 2.1.3)."""

    content: str
    salt: bytes
    index: int
    path: list[bytes]
    seal: Seal


def entry_proof(*, kind: str, pk: int, recorded_at: datetime) -> InclusionProof | None:
    """Return the proof of an entry; None if its day is not sealed yet.

    Raises Conflict if the entries around it are not as they were sealed.
    """
    day, place = clock.day_of(recorded_at), place_of(kind, pk)
    seal = Seal.objects.filter(day=day).first()
    if seal is None:
        return None
    # The last part that begins at the place or before it.
    number = sum(first <= place for first in seal.firsts) - 1
    parts = hashes_in(bytes(seal.parts))
    leaves: list[bytes] = []
    found: tuple[int, str, bytes] | None = None
    if number >= 0:
        with connection.cursor() as cursor:
            cursor.execute(
                one_part(seal.kinds),
                leaves_asked(seal)
                | {
                    "place": place,
                    "first": seal.firsts[number],
                    "next": [*seal.firsts, _END][number + 1],
                },
            )
            for at, (of, leaf, content, salt) in enumerate(cursor.fetchall()):
                leaves.append(bytes(leaf))
                if of == place:
                    found = at, content, bytes(salt)
    if found is None or root_of(leaves) != parts[number] or root_of(parts) != bytes(seal.root):
        raise Conflict(
            _("The record of %(day)s is not as it was sealed, so nothing can be proved by it. Tell the program.")
            % {"day": day.isoformat()},
            code="seal_broken",
        )
    at, content, salt = found
    path = path_of(leaves, at) + path_of(parts, number)
    return InclusionProof(content, salt, number * PART_SIZE + at, path, seal)


def proof_document(entries: Sequence[Shipment]) -> dict[str, Any]:
    """Return the proofs of the entries of a parcel, with everything that is needed to check them (docs/verify).

    `waiting` names the entries whose day is not sealed yet. Raises Conflict as `entry_proof`.
    """
    proved, waiting, kids = [], [], set()
    for entry in entries:
        proof = entry_proof(kind="shipment", pk=entry.id, recorded_at=entry.recorded_at)
        if proof is None:
            waiting.append({"id": entry.id, "day": clock.day_of(entry.recorded_at).isoformat()})
            continue
        kids.add(proof.seal.kid)
        proved.append(
            {
                "content": proof.content,
                "salt": proof.salt.hex(),
                "index": proof.index,
                "path": [node.hex() for node in proof.path],
                "seal": proof.seal.statement,
            }
        )
    return {
        "format": PROOF_FORMAT,
        "entries": proved,
        "waiting": waiting,
        "keys": list(key_set(kids).values()),
    }


def _day_after(last: date | None) -> date | None:
    """Return the day to seal next, after the last sealed one or the first of all; None if this day is not over."""
    day = clock.add_days(last, 1) if last else recorded_since()
    return day if day and day_ends(day) <= clock.now() else None


def leaves_asked(seal: Seal) -> dict[str, Any]:
    """Return what the statements ask of a sealed day: its bounds, its secret, and the archives whose kept leaves stand
    for entries that are in files.
    """
    archives = [archive.pk for archive in archives_missing().values()]
    return day_bounds(seal.day) | {"secret": bytes(seal.secret), "seal": seal.pk, "archives": archives}


def day_bounds(day: date) -> dict[str, datetime]:
    """Return the first moment of a day, of the day before and of the next day, as the statements name them."""
    return {
        "before": clock.start_of(clock.add_days(day, -1)),
        "since": clock.start_of(day),
        "until": clock.start_of(clock.add_days(day, 1)),
    }
