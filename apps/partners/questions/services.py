from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.prepared_statements import prepared_row
from apps.events.services import record
from apps.partners.questions.selectors import KnownShipper
from apps.partners.questions.statements import ASK_MANY, ASK_ONE, FURTHER_LOOKS, LOOK
from apps.partners.scopes import STATUS_READ
from apps.partners.systems.selectors import token_checksum

# The schedule makes the partitions of so many months ahead: it may stand still for a season.
MONTHS_AHEAD = 3
# Corrections reach the partners that looked so lately (`corrections`), and the shipper sees who they are.
MIN_MONTHS_KEPT = 6
_ANOTHER_REST = """
CREATE TABLE {0} (LIKE partners_look INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
SELECT partners_look_attach(%(part)s, 'DEFAULT')
"""


def shippers_ask(*, partner_id: int, ksns: Sequence[str]) -> list[KnownShipper | None]:
    """Return the shipper of each number, in the order of the numbers, with None for a number that nobody holds.

    The same statement notes who asked for which numbers.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(ASK_MANY, {"ksns": list(ksns), "partner": partner_id, "now": now, "today": clock.day_of(now)})
        return [KnownShipper.of_row(now, *row) if row[0] else None for row in cursor.fetchall()]


def shipper_ask(*, token: str, ksn: str) -> KnownShipper | None:
    """Answer the common question in one statement: is the token good, what does the number stand for, and who asked.

    None, and nothing noted, where the token is not good for the question or nobody holds the number.
    """
    now = clock.now()
    values = {
        "checksum": token_checksum(token),
        "now": now,
        "scope": STATUS_READ,
        "ksn": ksn,
        "today": clock.day_of(now),
    }
    row = prepared_row(ASK_ONE, values)
    return KnownShipper.of_row(now, *row) if row else None


def look_months_make() -> None:
    """Make the partitions of the log of looks for this month and for the next ones.

    A look of a month without one is kept all the same, in the partition without bounds.
    """
    month = clock.month_of(clock.today())
    months = [clock.add_months(month, ahead) for ahead in range(MONTHS_AHEAD + 1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT partners_look_month(month) FROM unnest(%s::date[]) AS month ORDER BY month", [months])


@transaction.atomic
def looks_delete(*, before: date, actor: User) -> dict[str, int]:
    """Delete the looks of all months before a month, whole months at a time; return the looks of each partition.

    Only the owner of the tables may (`core.database_rights.as_owner`). Nothing else deletes a look. The looks in the
    partition without bounds are deleted once all of them are older.

    Raises NotAllowed for an actor who may not run operations, Invalid for a month within `MIN_MONTHS_KEPT`.
    """
    permissions.require(actor, "operate")
    before = clock.month_of(before)
    if before > clock.add_months(clock.month_of(clock.today()), -MIN_MONTHS_KEPT):
        raise InvalidInput(
            _("The looks of the last %(months)s months are kept: partners are told of corrections by them.")
            % {"months": MIN_MONTHS_KEPT}
        )
    end = clock.start_of(before)
    deleted = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, until FROM partners_look_parts() ORDER BY until, part")
        for part, until in cursor.fetchall():
            table = sql.Identifier(part)
            if until is not None and until > end:
                continue
            # As text: the history of changes, which names who runs the command, reads each statement.
            cursor.execute(sql.SQL("SELECT count(*), max(at) FROM {}").format(table).as_string())
            count, last = cursor.fetchone()
            if until is None and (last is None or last >= end):
                continue
            cursor.execute(sql.SQL("DROP TABLE {}").format(table).as_string())
            if until is None:
                cursor.execute(sql.SQL(_ANOTHER_REST).format(table).as_string(), {"part": part})
            deleted[part] = count
    if deleted:
        record("looks.deleted", subject=("look", 0), actor=actor, before=f"{before:%Y-%m}", looks=deleted)
    return deleted


def look_note(*, partner_id: int, ksn: str) -> None:
    """Note that a partner asked for a number."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, {"partner": partner_id, "ksn": ksn, "now": clock.now()})


@transaction.atomic
def further_look_note(*, partner_id: int, ksn: str, kind: str, told: str) -> None:
    """Note that a partner asked for more than the status of a business, and what it was told."""
    look_note(partner_id=partner_id, ksn=ksn)
    further_looks_note(partner_id=partner_id, kind=kind, told=[(ksn, told)])


def further_looks_note(*, partner_id: int, kind: str, told: Sequence[tuple[str, str]]) -> None:
    """Count in the log of today what was told to a partner, as pairs of a number and a code (`FurtherLook.told`)."""
    if not told:
        return
    now = clock.now()
    values = {
        "partner": partner_id,
        "day": clock.day_of(now),
        "kind": kind,
        "now": now,
        "ksns": [ksn for ksn, _told in told],
        "told": [code for _ksn, code in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(FURTHER_LOOKS, values)
