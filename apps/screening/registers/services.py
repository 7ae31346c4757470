"""The copy of a register, made from a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.fields import blind_index
from apps.screening.registers.companies import Company, LoadableRegister
from apps.screening.registers.files import RegisterFile, RegisterLine
from apps.screening.registers.models import RegisterLoad
from apps.screening.registers.parents import Parentage, ParentRegister
from apps.shippers.models import Identifier
from apps.shippers.services import match_keys_refresh

_CREATE = """
    CREATE TEMPORARY TABLE register_loaded (
        place bigint GENERATED ALWAYS AS IDENTITY, number text, name text, street text, city text, region text,
        postal_code text, country text, state text, status text, renew_by date, updated_at timestamptz
    )
"""
_COPY = """
    COPY register_loaded (number, name, street, city, region, postal_code, country, state, status, renew_by, updated_at)
    FROM STDIN
"""
# If two lines have one number, the later change counts. A line older than the known entry changes nothing, so that
# files may be loaded in any order.
_MERGE = """
    WITH moved AS (
        MERGE INTO screening_registerentry AS entry USING (
            SELECT DISTINCT ON (number) * FROM register_loaded ORDER BY number, updated_at DESC, place DESC
        ) AS loaded ON entry.register = %(register)s AND entry.number = loaded.number
        WHEN MATCHED AND loaded.updated_at >= entry.updated_at AND (
            entry.name, entry.street, entry.city, entry.region, entry.postal_code, entry.country, entry.state,
            entry.status, entry.renew_by, entry.updated_at
        ) IS DISTINCT FROM (
            loaded.name, loaded.street, loaded.city, loaded.region, loaded.postal_code, loaded.country, loaded.state,
            loaded.status, loaded.renew_by, loaded.updated_at
        ) THEN UPDATE SET
            name = loaded.name, street = loaded.street, city = loaded.city, region = loaded.region,
            postal_code = loaded.postal_code, country = loaded.country, state = loaded.state, status = loaded.status,
            renew_by = loaded.renew_by, updated_at = loaded.updated_at
        WHEN NOT MATCHED BY TARGET THEN INSERT (
            register, number, name, street, city, region, postal_code, country, state, status, renew_by, updated_at
        ) VALUES (
            %(register)s, loaded.number, loaded.name, loaded.street, loaded.city, loaded.region, loaded.postal_code,
            loaded.country, loaded.state, loaded.status, loaded.renew_by, loaded.updated_at
        )
        RETURNING merge_action() AS act
    )
    SELECT act, count(*) FROM moved GROUP BY act
"""

_CREATE_PARENTS = """
    CREATE TEMPORARY TABLE parents_loaded (
        place bigint GENERATED ALWAYS AS IDENTITY, number text, parent text, kind text, is_current boolean,
        updated_at timestamptz, digest bytea, parent_digest bytea
    )
"""
_COPY_PARENTS = """
    COPY parents_loaded (number, parent, kind, is_current, updated_at, digest, parent_digest) FROM STDIN
"""
_MERGE_PARENTS = """
    WITH moved AS (
        MERGE INTO screening_registerparent AS known USING (
            SELECT DISTINCT ON (number, parent, kind) * FROM parents_loaded
            ORDER BY number, parent, kind, updated_at DESC, place DESC
        ) AS loaded ON known.register = %(register)s AND known.number = loaded.number AND known.parent = loaded.parent
            AND known.kind = loaded.kind
        WHEN MATCHED AND loaded.updated_at >= known.updated_at
            AND (known.is_current, known.updated_at) IS DISTINCT FROM (loaded.is_current, loaded.updated_at)
        THEN UPDATE SET is_current = loaded.is_current, updated_at = loaded.updated_at
        WHEN NOT MATCHED BY TARGET THEN INSERT (
            register, number, parent, kind, is_current, updated_at, digest, parent_digest
        ) VALUES (
            %(register)s, loaded.number, loaded.parent, loaded.kind, loaded.is_current, loaded.updated_at,
            loaded.digest, loaded.parent_digest
        )
        RETURNING merge_action() AS act
    )
    SELECT act, count(*) FROM moved GROUP BY act
"""
# The keys of so many businesses are written anew at once.
_REFRESHED = 1_000


@transaction.atomic
def register_load(
    *, register: LoadableRegister, file: RegisterFile, on_rejected: Callable[[RegisterLine, str], None]
) -> RegisterLoad:
    """Copy a file of a register: add its companies, and change those that the register changed since.

    A company that the file does not have stays, so that a file of what changed lately can be loaded too. The same file
    again changes nothing. `on_rejected` gets each line that can't be taken, with the reason. Raises Invalid if that is
    every line.
    """
    lines = _Lines(file, on_rejected)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE screening_registerentry IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for company in lines.taken(register.company):
                copy.write_row(astuple(company))
        as_of = lines.as_of()
        cursor.execute("ANALYZE register_loaded")
        cursor.execute(_MERGE, {"register": register.code})
        moved = dict(cursor.fetchall())
        cursor.execute("DROP TABLE register_loaded")
    return _load_record(register.code, lines, as_of, moved)


@transaction.atomic
def parents_load(
    *, register: ParentRegister, file: RegisterFile, on_rejected: Callable[[RegisterLine, str], None]
) -> RegisterLoad:
    """Copy a file of the parents of companies, as `register_load` copies companies.

    The keys of all businesses that have a number of this register are written anew.
    """
    lines = _Lines(file, on_rejected)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE screening_registerparent IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_CREATE_PARENTS)
        with cursor.copy(_COPY_PARENTS) as copy:
            for found in lines.taken(register.parentage):
                digests = (blind_index(f"{register.kind}:{number}") for number in (found.number, found.parent))
                copy.write_row((*astuple(found), *digests))
        as_of = lines.as_of()
        cursor.execute("ANALYZE parents_loaded")
        cursor.execute(_MERGE_PARENTS, {"register": register.code})
        moved = dict(cursor.fetchall())
        cursor.execute("DROP TABLE parents_loaded")
    numbers = Identifier.objects.filter(kind=register.kind).order_by("shipper")
    for shipper_ids in batched(numbers.values_list("shipper", flat=True), _REFRESHED):
        match_keys_refresh(shipper_ids=shipper_ids)
    return _load_record(register.code, lines, as_of, moved)


class _Lines:
    """The lines of a file as a load takes them: how many were read and rejected, and when the latest was changed."""

    def __init__(self, file: RegisterFile, on_rejected: Callable[[RegisterLine, str], None]) -> None:
        self.file, self.on_rejected = file, on_rejected
        self.read = self.rejected = 0
        self.latest: datetime | None = None

    def taken[Told: (Company, Parentage)](self, read: Callable[[Mapping[str, str]], Told | None]) -> Iterator[Told]:
        """Yield what each line tells; a line that tells nothing of this kind is passed over."""
        for line in self.file.lines():
            self.read += 1
            try:
                if line.error:
                    raise InvalidInput(line.error)
                told = read(self.file.named(line))
            except InvalidInput as error:
                self.rejected += 1
                self.on_rejected(line, str(error.message))
                continue
            if told is not None:
                self.latest = max(self.latest or told.updated_at, told.updated_at)
                yield told

    def as_of(self) -> datetime:
        """Return when the latest line that was taken was changed; raise Invalid if there was none."""
        if self.latest is None:
            raise InvalidInput(_("No line of %(file)s could be taken.") % {"file": self.file.path})
        return self.latest


def _load_record(register: str, lines: _Lines, as_of: datetime, moved: Mapping[str, Any]) -> RegisterLoad:
    return RegisterLoad.objects.create(
        register=register,
        file=lines.file.path.name,
        as_of=clock.day_of(as_of),
        read=lines.read,
        added=moved.get("INSERT", 0),
        changed=moved.get("UPDATE", 0),
        rejected=lines.rejected,
    )
