"""The copy of a register, made from a file."""

from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Invalid
from apps.registers.companies import LoadableRegister
from apps.registers.files import RegisterFile, RegisterLine
from apps.registers.models import Load

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
# Of two lines with one number the later change counts. A line older than what is known changes nothing, so that files
# may be loaded in any order.
_MERGE = """
    WITH moved AS (
        MERGE INTO registers_entry AS entry USING (
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


@transaction.atomic
def register_load(
    *, register: LoadableRegister, file: RegisterFile, on_rejected: Callable[[RegisterLine, str], None]
) -> Load:
    """Copy a file of a register: add its companies, and change those that the register changed since.

    A company that the file does not have stays, so that a file of what changed lately can be loaded too. The same file
    again changes nothing. `on_rejected` gets each line that can't be taken, with the reason. Raises Invalid if that is
    every line.
    """
    read = rejected = 0
    latest: datetime | None = None
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE registers_entry IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for line in file.lines():
                read += 1
                try:
                    if line.error:
                        raise Invalid(line.error)
                    company = register.company(file.named(line))
                except Invalid as error:
                    rejected += 1
                    on_rejected(line, str(error.message))
                    continue
                latest = max(latest or company.updated_at, company.updated_at)
                copy.write_row(astuple(company))
        if latest is None:
            raise Invalid(_("No line of %(file)s could be taken.") % {"file": file.path})
        cursor.execute("ANALYZE register_loaded")
        cursor.execute(_MERGE, {"register": register.code})
        moved = dict(cursor.fetchall())
        cursor.execute("DROP TABLE register_loaded")
    return Load.objects.create(
        register=register.code,
        file=file.path.name,
        as_of=clock.day_of(latest),
        read=read,
        added=moved.get("INSERT", 0),
        changed=moved.get("UPDATE", 0),
        rejected=rejected,
    )
