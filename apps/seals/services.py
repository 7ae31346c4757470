"""The sealing of recorded days, and the publication of seals."""

from datetime import date
from secrets import token_bytes

from django.db import connection, transaction

from apps.core import clock
from apps.core.locks import lock_take_free
from apps.ledger.services import day_close
from apps.partners.signatures.services import signing_key_present, statement_sign
from apps.seals.entries import KINDS
from apps.seals.folder import file_publish
from apps.seals.models import Publication, Seal
from apps.seals.selectors import day_bounds, day_due, seal_document, seals_unpublished
from apps.seals.signed_statements import TYPE, statement_content, statement_digest
from apps.seals.statements import NEW_PARTS
from apps.seals.trees import HASH_SIZE, PART_SIZE, hashes_in, root_of

# Any number that no other advisory lock of this program uses.
SEAL_LOCK = 0x6B737365616C


def seals_make(*, limit: int | None = None) -> list[Seal]:
    """Seal the days that are over and not sealed, the oldest first, and publish what was not published; return the new
    seals, up to `limit` of them.

    A day to which a transaction still writes, or which another process seals, waits for the next run, and the days
    after it too. An OSError of the folder is raised after the days were sealed.
    """
    made: list[Seal] = []
    while len(made) != limit and (day := day_due()) and (seal := seal_make(day=day)):
        made.append(seal)
    seals_publish()
    return made


def seal_make(*, day: date) -> Seal | None:
    """Close a day and seal it, and return its seal; None while a transaction still writes to the day, or another
    process seals.

    The day is closed by a transaction of its own, so that no writer waits while a large day is sealed. Days are sealed
    without a gap.
    """
    if not day_close(day=day):
        return None
    with transaction.atomic():
        if not lock_take_free(SEAL_LOCK):
            return None
        last = Seal.objects.defer("firsts", "parts").order_by("-day").first()
        if last and last.day >= day:
            return Seal.objects.get(day=day)
        if last and clock.add_days(last.day, 1) != day:
            raise ValueError(f"The day after {last.day} is sealed next, not {day}.")
        return _seal(day, last)


def seals_publish() -> int:
    """Write each seal that is not published yet into the folder, the oldest first, and return their number.

    Raises FileExistsError where the folder has another file of that day, and any OSError of the folder.
    """
    count = 0
    for seal in seals_unpublished():
        file_publish(seal.day, seal_document(seal.statement))
        Publication.objects.get_or_create(seal=seal, defaults={"published_at": clock.now()})
        count += 1
    return count


def _seal(day: date, last: Seal | None) -> Seal:
    secret = token_bytes(HASH_SIZE)
    entries, firsts, parts = 0, [], []
    # A cursor of the server: the leaves of a day are millions.
    with connection.chunked_cursor() as cursor:
        cursor.execute(NEW_PARTS, day_bounds(day) | {"secret": secret, "size": PART_SIZE})
        for first, joined in cursor:
            leaves = hashes_in(bytes(joined))
            entries += len(leaves)
            firsts.append(first)
            parts.append(root_of(leaves))
    root, now, key = root_of(parts), clock.now(), signing_key_present()
    content = statement_content(
        day=day, entries=entries, root=root, previous=bytes(last.digest) if last else None, sealed_at=now
    )
    statement = statement_sign(content=content, typ=TYPE, key=key)
    return Seal.objects.create(
        day=day,
        sealed_at=now,
        entries=entries,
        kinds=len(KINDS),
        root=root,
        firsts=firsts,
        parts=b"".join(parts),
        secret=secret,
        kid=key.kid,
        statement=statement,
        digest=statement_digest(statement),
    )
